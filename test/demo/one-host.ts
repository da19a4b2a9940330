import assert from "node:assert/strict";
import { join } from "node:path";
import { checkoutFolder } from "../engine/packed-package";
import { folderFiles } from "../engine/program-folder";
import { PulumiProject } from "../engine/pulumi-project";
import type { PulumiRun } from "../engine/pulumi-run";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { type DemoStep, demoSteps } from "./one-host-steps.mjs";
import { lineByLine, runDemo } from "./run-demo";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const valueName = "AssumeUDPEncapsulationContextOnSendRule";

/** What the host and Pulumi show after a step. */
interface Seen {
  readonly value: string;
  readonly boots: number;
  readonly status?: string;
}

/** One run of the demo: a host, a stack, and what happened so far. */
class Demo {
  constructor(
    private readonly host: SimulatedHost,
    private readonly project: PulumiProject,
  ) {}

  /** Does a step, checks it, and says what was seen; throws if that is not what is expected. */
  async show(step: DemoStep, number: number): Promise<void> {
    console.log(`\n${number}. ${step.name}\n   $ ${step.command}\n   expected: ${step.expected}`);
    const before = await this.look();
    const run = await this.perform(step);
    const after = await this.look();
    console.log(`   seen:     ${evaluate(step.name, before, after, run)}`);
  }

  private async perform(step: DemoStep): Promise<PulumiRun | undefined> {
    const [program, ...args] = step.command.split(" ");
    if (program !== "pulumi") {
      const { exitCode } = await this.host.byAnotherHand(step.command);
      assert.equal(exitCode, 0, "the host refused the command");
      return undefined;
    }
    const show = lineByLine((line) => {
      if (line.trim() !== "" && !/^@ /.test(line)) console.log(`   | ${line}`);
    });
    const run = await this.project.run(args, { onOutput: show });
    assert.equal(run.exitCode, 0, `${step.command} ended with ${run.exitCode ?? run.signal}`);
    return run;
  }

  private async look(): Promise<Seen> {
    const { output } = await this.host.byAnotherHand(`reg query "${key}" -v ${valueName}`);
    const value = /REG_DWORD\s+0x(\w+)/.exec(output)?.[1] ?? "absent";
    const { status } = (await this.project.outputs()) as { status?: string };
    return { value, boots: this.host.boots, ...(status === undefined ? {} : { status }) };
  }
}

/** Holds a step to its promise; returns what was seen, in words. */
function evaluate(name: string, before: Seen, after: Seen, run: PulumiRun | undefined): string {
  const restarts = after.boots - before.boots;
  const summary =
    run?.events.filter((event) => event.summaryEvent).at(-1)?.summaryEvent?.resourceChanges ?? {};
  const seen = `value ${before.value} -> ${after.value}, ${restarts} restarts, status ${after.status ?? "none yet"}`;
  const changed = Object.entries(summary).filter(([op, count]) => op !== "same" && count > 0);
  const sees = (pattern: RegExp): void => assert.match(run?.output ?? "", pattern);
  const is = (value: string, expectedRestarts: number): void => {
    assert.equal(after.value, value, `the value on the host: ${seen}`);
    assert.equal(restarts, expectedRestarts, `restarts: ${seen}`);
  };
  switch (name) {
    case "Preview":
      is("absent", 0);
      sees(/dynamic:NatT/);
      sees(/dynamic:Reboot/);
      break;
    case "First up":
      is("2", 1);
      assert.equal(after.status, "active", seen);
      break;
    case "Second up":
      is("2", 0);
      assert.deepEqual(changed, [], "the second up changed something");
      break;
    case "A change by another hand":
      is("0", 0);
      break;
    case "Refresh":
      is("0", 0);
      sees(/"both" => "none"/);
      break;
    case "Repairing up":
      is("2", 0);
      assert.equal(after.status, "active", seen);
      break;
    case "Destroy":
      is("absent", 0);
      break;
    default:
      throw new Error(`nothing says how to judge the step "${name}"`);
  }
  return seen;
}

runDemo(async (atEnd) => {
  // The warning before the restart passes ten times as fast as on a clock.
  const host = await startSimulatedHost({ hostSecondsPerSecond: 10 });
  atEnd(() => host.stop());
  const { connection } = host;
  console.log(`\nA simulated Windows host listens on ${connection.host}, port ${connection.port}.`);
  console.log(
    "The package is packed and laid into a copy of examples/one-host, with a Pulumi home of its own.",
  );
  const project = await PulumiProject.create({
    files: folderFiles(join(checkoutFolder, "examples", "one-host")),
  });
  atEnd(() => project.dispose());
  const { host: address, port, user, hostKey } = connection;
  await project.setPlainConfig({ host: address, port, user, hostKey: String(hostKey) });
  await project.setSecretConfig("password", connection.password);
  const demo = new Demo(host, project);
  for (const [index, step] of demoSteps.entries()) await demo.show(step, index + 1);
});
