import type { SettingInputs, SettingOutputs } from "../../nat-traversal/setting-state";
import type { LifecycleContext } from "../context";
import { resourceIdFor } from "../resource-id";
import { converge, timeoutsOf } from "./converge";
import { observe } from "./observe";

/**
 * Creates the setting: looks at the host, adopts what is already so, else writes and reads back. Two round trips.
 * Throws UnfinishedError once the value may have changed unseen; every other error left the value as it was.
 */
export async function createSetting(
  context: LifecycleContext,
  inputs: SettingInputs,
): Promise<{ id: string; outs: SettingOutputs }> {
  // It follows from the URN, so that a create that was killed finds its own marker again.
  const id = resourceIdFor(context.urn);
  const host = await context.connect(inputs.connection, timeoutsOf(inputs));
  context.log.progress(`${host.name}: looking`);
  const observation = await observe(host, inputs.registryKey);
  const work = { id, inputs, observation, machine: observation.machine, warnings: [] };
  return { id, outs: await converge(context, host, work) };
}
