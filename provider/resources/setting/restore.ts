import type { Host } from "../../hosts/host";
import { encodeMarker, type Marker } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import { planRestore } from "../../nat-traversal/plan-restore";
import { requireElevation } from "./require-elevation";
import { lastVisitOf, type StoredSetting } from "./stored-setting";
import { write } from "./write";

/** What was done with the value, in words. */
export interface Restored {
  readonly said: string;
  /** Whether something was not put back that the user may expect to be. */
  readonly warn: boolean;
}

/**
 * Puts back what was there before our first write, if what is there now is ours, and reads it back; leaves it alone otherwise.
 * Never restarts. Throws what stood in the way; the next delete looks again and goes on.
 */
export async function restore(
  host: Host,
  work: { readonly id: string; readonly stored: StoredSetting; readonly observation: Observation },
): Promise<Restored> {
  const { stored, observation } = work;
  const plan = planRestore({
    id: work.id,
    onDelete: stored.onDelete,
    overwriteForeignChange: stored.overwriteForeignChange,
    bootMarker: stored.bootMarker,
    observation,
    lastVisit: lastVisitOf(work.id, stored, observation),
  });
  if (plan.write !== undefined) {
    await requireElevation(host);
    const writes = {
      registryPath: observation.registryPath,
      write: plan.write,
      marker: spellable(plan.marker),
    };
    const result = await write(host, writes, observation.value);
    if (result.kind === "failed") throw result.error;
  }
  return { said: plan.reason, warn: plan.warn };
}

/** A marker is a help, and no reason not to put a long value back. */
function spellable(marker: Marker | undefined): Marker | undefined {
  if (marker === undefined) return undefined;
  try {
    encodeMarker(marker);
    return marker;
  } catch {
    return undefined;
  }
}
