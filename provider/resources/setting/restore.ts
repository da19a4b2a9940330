import { NatTraversalError } from "../../errors";
import type { Host } from "../../hosts/host";
import { encodeMarker, type Marker } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import { planRestore } from "../../nat-traversal/plan-restore";
import type { DeletedSetting } from "../context";
import { requireElevation } from "./prepare-write";
import { lastVisitOf, type StoredSetting } from "./stored-setting";
import { write } from "./write";

/** What was done with the value, in words. */
export interface Restored {
  readonly said: string;
  /** Whether something was not restored that the user may expect to be. */
  readonly warn: boolean;
}

/** What a restore works on. */
export interface RestoreWork {
  readonly id: string;
  readonly stored: StoredSetting;
  readonly observation: Observation;
  /** The settings of this machine that the same run has deleted. */
  readonly deleted: readonly DeletedSetting[];
}

/**
 * Restores the original value, if the current one is ours, and reads it back; leaves it alone otherwise.
 * Never restarts. Throws what prevented it; the next delete observes the host again and continues.
 */
export async function restore(
  host: Host,
  { id, stored, observation, deleted }: RestoreWork,
): Promise<Restored> {
  const plan = planRestore({
    id,
    onDelete: stored.onDelete,
    overwriteForeignChange: stored.overwriteForeignChange,
    bootMarker: stored.bootMarker,
    observation,
    lastVisit: lastVisitOf(id, stored, observation),
    appliedAfter: stored.__appliedAfter,
    deleted: deleted.map((each) => ({ ...each, isOlder: each.changedAt <= stored.changedAt })),
  });
  if (plan.write !== undefined) {
    await requireElevation(host);
    const writes = {
      registryPath: observation.registryPath,
      write: plan.write,
      marker: encodable(plan.marker),
    };
    const result = await write(host, writes, observation.value);
    if (result.kind === "failed") throw result.untouched ? result.error : withWayOn(result.error);
  }
  return { said: plan.reason, warn: plan.warn };
}

/** The error of a write that may have restored the value, with both ways on. */
function withWayOn(error: unknown): unknown {
  if (!(error instanceof NatTraversalError)) return error;
  const hint = `${error.details.hint} The value may have been restored already, and the state still declares it: run \`pulumi destroy\` again, or, to keep the setting, \`pulumi up --refresh\`, which reads the host and writes the declared value again.`;
  return error.withDetails({ hint });
}

/** A marker helps; that it cannot be written is no reason not to restore a long value. */
function encodable(marker: Marker | undefined): Marker | undefined {
  if (marker === undefined) return undefined;
  try {
    encodeMarker(marker);
    return marker;
  } catch {
    return undefined;
  }
}
