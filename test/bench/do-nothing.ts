import { declaredProgram, javaScriptProgram } from "../engine/declared-program";
import type { ProgramFiles } from "../engine/program-folder";
import { cliOfUsers, PulumiProject } from "../engine/pulumi-project";
import type { PulumiRun } from "../engine/pulumi-run";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { countProcessorSeconds } from "./processor-seconds";

/*
 * What settings cost beside as many dynamic resources that do nothing and are written the ordinary way: pulumi.dynamic.Resource over a
 * serialized provider. Two stacks, their commands in turn, so that what else the machine does meets both. Both have the same inputs (a
 * connection with a password of its own, which is a secret, and `behindNat`) and export the same; the do-nothing resource has the five
 * outputs that a program looks at, a setting all fifteen. The ratio counts, not the seconds, and on a busy machine the processor time
 * more than the clock.
 *
 * A setting logs on to its host in create, refresh and destroy, and a do-nothing resource does not: that is inherent in "provider", and the
 * simulated hosts, in this process, take about as much of the same processor. Each output of a resource costs the program four stack
 * traces, in the SDK.
 */
const count = Number(process.argv[2] ?? 200);
const commands = ["up (create)", "up (no change)", "refresh", "destroy"] as const;

type PasswordConnection = SimulatedHost["connection"];

/** Exports what declaredProgram does. */
function doNothing(connections: readonly PasswordConnection[]): ProgramFiles {
  const lines = connections.map(({ password, ...connection }, number) => {
    const secret = `password: pulumi.secret(${JSON.stringify(password)})`;
    const args = `{ connection: { ...${JSON.stringify(connection)}, ${secret} }, behindNat: "both" }`;
    return `status["nothing-${number}"] = new Nothing("nothing-${number}", ${args}).status;`;
  });
  return javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const found = { registryValue: { type: "REG_DWORD", data: "2" }, previous: { type: "absent" }, status: "rebootPending", statusReason: "It does nothing." };
const provider = {
  async check(olds, news) { return { inputs: news, failures: [] }; },
  async diff() { return { changes: false }; },
  async create(inputs) { return { id: "0123456789abcdef", outs: { ...inputs, ...found, host: inputs.connection.host } }; },
  async read(id, props) { return { id, props }; },
  async update(id, olds, news) { return { outs: { ...olds, ...news } }; },
  async delete() {},
};
const outputs = { host: undefined, registryValue: undefined, previous: undefined, status: undefined, statusReason: undefined };
class Nothing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, { ...props, ...outputs }); }
}
const status = {};
${lines.join("\n")}
module.exports = { status };
`);
}

function settings(connections: readonly PasswordConnection[]): ProgramFiles {
  const declared = connections.map((connection, number) => {
    const args = { connection, behindNat: "both" };
    return [`setting-${number}`, { kind: "NatTraversalSetting" as const, args }] as const;
  });
  return declaredProgram(Object.fromEntries(declared));
}

async function main(): Promise<void> {
  console.log(`starting ${count} hosts …`);
  const hosts: SimulatedHost[] = [];
  for (let number = 0; number < count; number++)
    hosts.push(await startSimulatedHost({ password: `correct horse ${number}` }));
  const connections = hosts.map(({ connection }) => connection);
  const ours = await PulumiProject.create({ files: settings(connections), environment: cliOfUsers });
  const theirs = await PulumiProject.create({ files: doNothing(connections), environment: cliOfUsers });
  try {
    console.log(row("command", "", "settings", "do-nothing", "ratio"));
    for (const command of commands) {
      const [one, other] = [await measure(ours, command), await measure(theirs, command)];
      console.log(compared(command, "seconds", one.seconds, other.seconds));
      for (const name of ["engine", "program", "provider"] as const)
        if (other.processor[name] > 0)
          console.log(compared("", `${name}, CPU`, one.processor[name], other.processor[name]));
      if (command === "up (create)")
        console.log(compared("", "bytes each", await bytesEach(ours), await bytesEach(theirs), 0));
    }
  } finally {
    for (const project of [ours, theirs]) await project.dispose();
    for (const host of hosts) await host.stop();
  }
}

function compared(command: string, what: string, one: number, other: number, digits = 1): string {
  return row(command, what, one.toFixed(digits), other.toFixed(digits), (one / other).toFixed(2));
}

function row(...cells: string[]): string {
  return cells.map((cell, at) => (at < 2 ? cell.padEnd(16) : cell.padStart(12))).join("");
}

async function measure(project: PulumiProject, command: (typeof commands)[number]) {
  const processorSeconds = countProcessorSeconds(project.homeFolder);
  const run = await start(project, command).finally(processorSeconds);
  if (run.exitCode !== 0) throw new Error(run.output + run.errorOutput);
  return { seconds: run.milliseconds / 1_000, processor: processorSeconds() };
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
  return JSON.stringify(await project.resources()).length / count;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
