import { declaredProgram } from "../engine/declared-program";
import { cliOfUsers, PulumiProject } from "../engine/pulumi-project";
import type { PulumiRun } from "../engine/pulumi-run";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";

/*
 * How the time of each command grows with the number of hosts, on the real engine against simulated hosts. Absolute times mean
 * nothing on a shared machine: what counts is the ratio to one host in the same run.
 */
const counts = [1, 10, 50];
const commands = ["up (create)", "up (no change)", "refresh", "destroy"] as const;

async function measure(count: number): Promise<number[]> {
  const hosts: SimulatedHost[] = [];
  for (let number = 0; number < count; number++) hosts.push(await startSimulatedHost());
  const declared = hosts.map((host, number) => {
    const args = { connection: host.connection, behindNat: "both" };
    return [`host-${number}`, { kind: "NatTraversalSetting" as const, args }] as const;
  });
  const project = await PulumiProject.create({
    files: declaredProgram(Object.fromEntries(declared)),
    environment: cliOfUsers,
  });
  try {
    const runs = [];
    for (const run of [
      () => project.up(),
      () => project.up(),
      () => project.refresh(),
      () => project.destroy(),
    ])
      runs.push(millisecondsOf(await run()));
    return runs;
  } finally {
    await project.dispose();
    for (const host of hosts) await host.stop();
  }
}

function millisecondsOf(run: PulumiRun): number {
  if (run.exitCode !== 0) throw new Error(run.output + run.errorOutput);
  return run.milliseconds;
}

async function main(): Promise<void> {
  console.log("warming up …");
  await measure(1);
  const measured = new Map<number, number[]>();
  for (const count of counts) {
    console.log(`measuring ${count} ${count === 1 ? "host" : "hosts"} …`);
    measured.set(count, await measure(count));
  }
  const one = measured.get(1) ?? [];
  console.log(
    `${"command".padEnd(16)}${counts.map((count) => `${count} ${count === 1 ? "host" : "hosts"}`.padStart(18)).join("")}`,
  );
  for (const [index, command] of commands.entries()) {
    const cells = counts.map((count) => {
      const milliseconds = measured.get(count)?.[index] ?? 0;
      const ratio = milliseconds / (one[index] ?? milliseconds);
      return `${(milliseconds / 1000).toFixed(1)} s (x${ratio.toFixed(2)})`.padStart(18);
    });
    console.log(`${command.padEnd(16)}${cells.join("")}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
