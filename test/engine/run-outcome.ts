import assert from "node:assert/strict";
import type { PulumiRun } from "./pulumi-run";

/** The run, if it ended well; else fails with everything it printed. */
export async function succeeded(running: Promise<PulumiRun>): Promise<PulumiRun> {
  const run = await running;
  assert.equal(run.exitCode, 0, run.output + run.errorOutput);
  return run;
}

/** The run, if it ended with an error whose text matches; else fails with everything it printed. */
export async function failed(running: Promise<PulumiRun>, expected: RegExp): Promise<PulumiRun> {
  const run = await running;
  assert.notEqual(run.exitCode, 0, run.output + run.errorOutput);
  assert.match(textOf(run), expected);
  return run;
}

/** Everything a run printed. */
export function textOf(run: PulumiRun): string {
  return run.output + run.errorOutput;
}

/** How many resources were created, updated, left the same and so on, as the engine counts them. */
export function changesOf(run: PulumiRun): Readonly<Record<string, number>> | undefined {
  return run.events.find((event) => event.summaryEvent !== undefined)?.summaryEvent?.resourceChanges;
}
