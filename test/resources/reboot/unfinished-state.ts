import assert from "node:assert/strict";
import { PartialFailureError } from "../../../provider/resources/context";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import type { Scene } from "./scene";

/** The state that work leaves which must end unfinished. */
export async function unfinishedState(scene: Scene, work: Promise<unknown>): Promise<RebootOutputs> {
  try {
    await scene.clock.runUntilSettled(work);
  } catch (error) {
    assert.ok(error instanceof PartialFailureError, String(error));
    return error.properties as unknown as RebootOutputs;
  }
  throw new Error("the work was finished");
}
