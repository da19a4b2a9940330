import type { RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import type { LifecycleContext } from "../context";
import { resourceIdFor } from "../context";
import { convergeReboot } from "./converge";

/** Restarts the host if that is required; throws UnfinishedError where a restart was asked for and is not over. */
export async function createReboot(
  context: LifecycleContext,
  inputs: RebootInputs,
): Promise<{ readonly id: string; readonly outs: RebootOutputs }> {
  const id = resourceIdFor(context.urn);
  return { id, outs: await convergeReboot(context, id, inputs, undefined) };
}
