import { absent, describeValue, type RegistryValue, sameValue } from "../windows/registry-value";
import type { Marker } from "./marker";
import { effectiveNumber } from "./nat-traversal-value";
import { whyNotRestorable } from "./original-value";
import type { SettingInputs } from "./setting-state";
import { type LastVisit, learnValueAtBoot, type Visit, valueAtBootAfterChange } from "./value-at-boot";

/** What delete knows. */
export interface RestoreRequest extends Visit {
  readonly onDelete?: SettingInputs["onDelete"];
  readonly overwriteForeignChange?: boolean | undefined;
  readonly bootMarker?: boolean | undefined;
  readonly lastVisit: LastVisit;
  /** The setting whose marker was on the host already when this one applied its value. */
  readonly appliedAfter?: string | undefined;
  /** The settings of the same machine that this run has deleted. */
  readonly deleted?: readonly DeletedBefore[] | undefined;
}

/** A setting of the same machine that is deleted already. */
export interface DeletedBefore {
  readonly id: string;
  readonly applied: RegistryValue;
  readonly previous: RegistryValue;
  /** Whether it had applied its value before the setting in question did. */
  readonly isOlder: boolean;
}

/** What delete does with the value. */
export interface RestorePlan {
  readonly action: "restore" | "remove" | "leave";
  /** The value to write (`absent` deletes it); undefined if there is nothing to write. */
  readonly write: RegistryValue | undefined;
  /** The marker to leave before that: it says what was restored. */
  readonly marker: Marker | undefined;
  /** What is done and what follows from it, in a sentence or two. */
  readonly reason: string;
  /** Whether the user should act on the reason: something was not restored. */
  readonly warn: boolean;
}

/** Plans how to leave a host: the current value is ours only if it is exactly what was applied last; anything else is left alone. */
export function planRestore(request: RestoreRequest): RestorePlan {
  const { observation, lastVisit } = request;
  const live = observation.value;
  const onDelete = request.onDelete ?? "restore";
  if (onDelete === "keep") return leave(`${describeValue(live)} is kept, because onDelete is "keep".`, false);
  const action = onDelete === "remove" ? "remove" : "restore";
  const target = action === "remove" ? absent : oldestPrevious(lastVisit.previous, request.deleted ?? []);
  if (sameValue(live, target)) {
    return {
      action,
      write: undefined,
      marker: undefined,
      reason: `The value is already ${describeValue(live)}; nothing was written.`,
      warn: false,
    };
  }
  const successor = successorOf(request);
  if (successor !== undefined && request.overwriteForeignChange !== true) {
    return leave(leftToSuccessor(successor, live, target), true);
  }
  if (!sameValue(live, lastVisit.applied) && request.overwriteForeignChange !== true) {
    const applied = describeValue(lastVisit.applied);
    return leave(
      `Somebody else changed ${applied} to ${describeValue(live)}, so it was left alone; overwriteForeignChange: true would restore ${describeValue(target)} anyway.`,
      true,
    );
  }
  const unrestorable = whyNotRestorable(target);
  if (unrestorable !== undefined) {
    return leave(
      `The original ${target.type} value cannot be restored: ${unrestorable}. ${describeValue(live)} was left in place.`,
      true,
    );
  }
  return {
    action,
    write: target,
    marker: markerFor(request, target),
    reason: reasonFor(live, target),
    warn: false,
  };
}

/**
 * What was there before the first of several settings: what one of them found may be what another, deleted already, had put there.
 * So the last to go leaves the host as it was before any of them.
 */
function oldestPrevious(previous: RegistryValue, deleted: readonly DeletedBefore[]): RegistryValue {
  const elder = deleted.find(({ applied, isOlder }) => isOlder && sameValue(applied, previous));
  if (elder === undefined || sameValue(elder.previous, previous)) return previous;
  return oldestPrevious(
    elder.previous,
    deleted.filter((each) => each !== elder),
  );
}

/** The marker of another setting, if it tells of the current value: then that setting applied it last, and not this one. */
function successorOf({ id, observation, appliedAfter, deleted = [] }: RestoreRequest): Marker | undefined {
  if (observation.marker.state !== "present") return undefined;
  const { marker } = observation.marker;
  const isOver = [id, appliedAfter, ...deleted.map((each) => each.id)].includes(marker.id);
  return isOver || !sameValue(marker.applied, observation.value) ? undefined : marker;
}

function leftToSuccessor(successor: Marker, live: RegistryValue, target: RegistryValue): string {
  const { previous } = successor;
  const restores =
    previous === "notKept" || !sameValue(previous, target)
      ? `Its delete does not restore ${describeValue(target)}, the original value that this resource knew: keep a note of it.`
      : `Its delete restores ${describeValue(target)}.`;
  return `Another resource (id ${successor.id}), of another stack or outside this run, applied ${describeValue(live)} after this one, so the value was left alone. ${restores} If no stack has that resource any more, restore ${describeValue(target)} by hand; overwriteForeignChange: true would have restored it anyway.`;
}

function leave(reason: string, warn: boolean): RestorePlan {
  return { action: "leave", write: undefined, marker: undefined, reason, warn };
}

function markerFor(request: RestoreRequest, target: RegistryValue): Marker | undefined {
  const { id, observation, lastVisit } = request;
  if (request.bootMarker === false || observation.marker.state === "keyUnread") return undefined;
  const { valueAtBoot } = learnValueAtBoot(request);
  const change = { from: lastVisit.applied, to: target };
  const noted = valueAtBootAfterChange(valueAtBoot, change, observation.services.rasMan);
  return { id, applied: target, valueAtBoot: noted, previous: target };
}

function reasonFor(live: RegistryValue, target: RegistryValue): string {
  const done = `Changed ${describeValue(live)} to ${describeValue(target)}; this takes effect after the next restart.`;
  const before = effectiveNumber(live);
  const after = effectiveNumber(target);
  if (after >= before) return done;
  const lost = after === 1 ? "when both ends are behind NAT" : "when the server is behind NAT";
  return `${done} After that, L2TP/IPsec connections of this machine fail ${lost}.`;
}
