import assert from "node:assert/strict";
import { UnreachableError } from "../../../provider/errors";
import { PartialFailureError } from "../../../provider/resources/context";
import type { StoredSetting } from "../../../provider/resources/setting/stored-setting";
import { plainLine } from "../../lab/simulated/plain-line";
import type { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import type { State } from "./life";

/** How far the line that marks, writes and reads back gets before the link is lost; its order is part of the promise. */
export const progress = ["nothing", "the marker", "the value", "everything"] as const;

/** Loses the link during the next write, after so many of the line's commands. */
export function cutDuringWrite(windows: SimulatedWindows, reached: (typeof progress)[number]): void {
  const deliver = windows.deliver.bind(windows);
  windows.deliver = async (commandLine, interpret) => {
    const plain = plainLine(commandLine);
    if (!/reg (?:add|delete)/.test(plain)) return deliver(commandLine, interpret);
    windows.deliver = deliver;
    windows.commands.push(plain);
    const commands = plain.split(" & ");
    const count = reached === "everything" ? commands.length : progress.indexOf(reached);
    for (const command of commands.slice(0, count)) await windows.execute(command);
    return { kind: "cut", when: "during" };
  };
}

/** The state that the engine keeps after such an error. */
export async function stateOf(work: Promise<unknown>, inputs: object): Promise<State> {
  const error = await work.then(
    () => assert.fail("the work was finished"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PartialFailureError, String(error));
  assert.ok(error.cause instanceof UnreachableError);
  assert.ok(error.reasons.length > 0 && error.reasons.every((reason) => !/canary/.test(reason)));
  assert.deepEqual(JSON.parse(JSON.stringify(error.properties)), error.properties);
  return { id: error.id, outs: error.properties as unknown as StoredSetting, inputs };
}
