import { declaredProgram, javaScriptProgram } from "../engine/declared-program";
import { PulumiProject } from "../engine/pulumi-project";
import type { PulumiRun } from "../engine/pulumi-run";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";

/*
 * What settings cost beside as many dynamic resources that do nothing and are written the ordinary way, with a serialized provider: two
 * stacks, their commands in turn, so that what else the machine does meets both. The ratio counts, not the seconds.
 */
const count = Number(process.argv[2] ?? 200);
const commands = ["up (create)", "up (no change)", "refresh", "destroy"] as const;

/** The inputs are as large as those of a setting. */
const doNothing = javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const provider = {
  async check(olds, news) { return { inputs: news, failures: [] }; },
  async diff() { return { changes: false }; },
  async create(inputs) { return { id: "0123456789abcdef", outs: inputs }; },
  async read(id, props) { return { id, props }; },
  async update(id, olds, news) { return { outs: news }; },
  async delete() {},
};
class Nothing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, props); }
}
const connection = { transport: "ssh", host: "127.0.0.1", port: 22022, user: "Administrator", hostKey: "SHA256:${"x".repeat(43)}" };
for (let n = 0; n < ${count}; n++) new Nothing("nothing-" + n, { connection, behindNat: "both" });
`);

async function main(): Promise<void> {
  console.log(`starting ${count} hosts …`);
  const hosts: SimulatedHost[] = [];
  for (let number = 0; number < count; number++) hosts.push(await startSimulatedHost());
  const declared = hosts.map(({ connection }, number) => {
    const args = { connection, behindNat: "both" };
    return [`setting-${number}`, { kind: "NatTraversalSetting" as const, args }] as const;
  });
  const ours = await PulumiProject.create({ files: declaredProgram(Object.fromEntries(declared)) });
  const theirs = await PulumiProject.create({ files: doNothing });
  try {
    const row = (...cells: string[]) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(16) : cell.padStart(12))).join("");
    console.log(row("command", "settings", "do-nothing", "ratio"));
    for (const command of commands) {
      const one = await milliseconds(ours, command);
      const other = await milliseconds(theirs, command);
      console.log(row(command, seconds(one), seconds(other), (one / other).toFixed(2)));
      if (command !== "up (create)") continue;
      const [bytes, otherBytes] = [await bytesEach(ours), await bytesEach(theirs)];
      console.log(row("bytes each", `${bytes}`, `${otherBytes}`, (bytes / otherBytes).toFixed(2)));
    }
  } finally {
    for (const project of [ours, theirs]) await project.dispose();
    for (const host of hosts) await host.stop();
  }
}

async function milliseconds(project: PulumiProject, command: (typeof commands)[number]): Promise<number> {
  const run = await start(project, command);
  if (run.exitCode !== 0) throw new Error(run.output + run.errorOutput);
  return run.milliseconds;
}

function start(project: PulumiProject, command: (typeof commands)[number]): Promise<PulumiRun> {
  switch (command) {
    case "refresh":
      return project.refresh();
    case "destroy":
      return project.destroy();
    default:
      return project.up();
  }
}

async function bytesEach(project: PulumiProject): Promise<number> {
  return Math.round(JSON.stringify(await project.resources()).length / count);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
