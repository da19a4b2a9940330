import assert from "node:assert/strict";
import { NatTraversalError } from "../../../provider/errors";
import type { Host } from "../../../provider/hosts/host";
import { PartialFailureError } from "../../../provider/resources/context";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import type { Scene } from "./scene";

/** The state after a run, whatever became of it; the one before where it failed before there was anything to remember. */
export async function stateAfter(
  scene: Scene,
  inputs: RebootInputs,
  stored: RebootOutputs | undefined,
  host?: Host,
): Promise<RebootOutputs | undefined> {
  try {
    return await scene.run(inputs, stored, scene.context(host));
  } catch (error) {
    if (error instanceof PartialFailureError) return error.properties as unknown as RebootOutputs;
    assert.ok(error instanceof NatTraversalError, String(error));
    return stored;
  }
}
