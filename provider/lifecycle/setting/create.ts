import { createHash, randomBytes } from "node:crypto";
import type { SettingInputs, SettingOutputs } from "../../setting/setting-state";
import type { LifecycleContext } from "../context";
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
  const id = newId(context.urn);
  const host = await context.connect(inputs.connection, timeoutsOf(inputs));
  context.log.progress(`${host.name}: looking`);
  const observation = await observe(host, inputs.registryKey);
  const work = { id, inputs, observation, machine: observation.machine, warnings: [] };
  return { id, outs: await converge(context, host, work) };
}

/** The Pulumi id: it follows from the URN, so that a create that was killed finds its own marker again. */
function newId(urn: string | undefined): string {
  const digest = urn === undefined ? randomBytes(32) : createHash("sha256").update(urn).digest();
  return digest.toString("hex").slice(0, 16);
}
