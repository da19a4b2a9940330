import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";
import { withoutUndefined } from "../without-undefined";
import { bootEvidenceOf, bootInState, bootOf, compareBoots, machineDoubt } from "./boot-snapshot";
import { isKnown, type Marker, type MarkerReading } from "./marker";
import { sameEffect } from "./nat-traversal-value";
import type { Observation } from "./observation";
import type { BootEvidence, ValueAtBoot } from "./setting-state";

/** What the state of a setting keeps from the last visit. */
export interface LastVisit {
  readonly applied: RegistryValue;
  readonly previous: RegistryValue;
  readonly valueAtBoot: ValueAtBoot;
  readonly bootEvidence: BootEvidence;
  /** The machine that the evidence came from. */
  readonly machine?: MachineIdentity;
}

/** A visit to a host: what was observed, and what was known before. */
export interface Visit {
  /** The Pulumi id of the setting that asks: letters and digits. */
  readonly id: string;
  readonly observation: Observation;
  /** What the state keeps; undefined at first contact (create, an accepted machine, another registry key). */
  readonly lastVisit?: LastVisit | undefined;
}

/** What Windows found at its last restart, and what shows it. */
export interface LearnedValueAtBoot {
  readonly valueAtBoot: ValueAtBoot;
  /**
   * "marker": it is there, so this is still the boot that it tells of · "restarted": proven since the last visit · "sameBoot": nothing
   * shows a restart since · "firstContact": there was no earlier visit · "notProven": the marker is gone, yet BootId says that there was no
   * restart · "noEvidence": nothing can be compared.
   */
  readonly basis: "marker" | "restarted" | "sameBoot" | "firstContact" | "notProven" | "noEvidence";
  /** What shows it, as a clause without a full stop. */
  readonly because: string;
  /** What to compare with at the next visit. */
  readonly bootEvidence: BootEvidence;
}

const unknown: ValueAtBoot = { type: "unknown" };

/**
 * Works out what Windows found at its last restart. A marker decides, no matter which setting wrote it; else `compareBoots` does.
 * Absence of evidence is never taken for a restart.
 */
export function learnValueAtBoot({ id, observation, lastVisit }: Visit): LearnedValueAtBoot {
  const { marker } = observation;
  const boot = bootOf(observation);
  const noted = keepEvent(bootEvidenceOf(boot, isMarked(marker, lastVisit)), lastVisit);
  // A marker of another setting that does not know the value at boot either may be of this boot or of a later one.
  if (marker.state === "present" && (marker.marker.id === id || isKnown(marker.marker.valueAtBoot))) {
    const because = "the marker of this boot is still there";
    return { valueAtBoot: marker.marker.valueAtBoot, basis: "marker", because, bootEvidence: noted };
  }
  if (lastVisit === undefined) {
    const because = "nothing was noted in this boot";
    return { valueAtBoot: unknown, basis: "firstContact", because, bootEvidence: noted };
  }
  const compared = compareBoots(bootInState(lastVisit.bootEvidence, lastVisit.machine), boot);
  const { because } = compared;
  const unseen: BootEvidence = { ...noted, changedUnseen: true };
  if (compared.result === "new" && marker.state === "present" && hasReplaced(marker.marker)) {
    // It came to this boot first, and what was there before is not what is there now.
    const other = `${because}, but another resource (id ${marker.marker.id}) has applied a value in this boot`;
    return { valueAtBoot: unknown, basis: "notProven", because: other, bootEvidence: unseen };
  }
  if (compared.result === "new") {
    const valueAtBoot = valueThroughBoot(observation.value, lastVisit);
    return { valueAtBoot, basis: "restarted", because, bootEvidence: isKnown(valueAtBoot) ? noted : unseen };
  }
  const bootEvidence = withoutUndefined({
    ...noted,
    changedUnseen: lastVisit.bootEvidence.changedUnseen,
  });
  // A marker that is gone speaks of a boot; another one in its place does only where the event log is silent.
  const isReplaced = compared.marker === "replaced" && !compared.logShowsSameBoot;
  const doubtful = compared.marker === "gone" || isReplaced;
  const isUnchanged = compared.result === "unchanged" && !doubtful;
  const hasLostTrack = lastVisit.bootEvidence.renumbered === true && !isKnown(lastVisit.valueAtBoot);
  if (isUnchanged && !hasLostTrack) {
    return { valueAtBoot: lastVisit.valueAtBoot, basis: "sameBoot", because, bootEvidence };
  }
  // Either way Windows found the same: before a restart what was known, after one what we left. An earlier boot may have found something else.
  const isEarlier = compared.result === "back";
  const agreed = !isEarlier && agrees(lastVisit) && sameEffect(observation.value, lastVisit.applied);
  const valueAtBoot = agreed ? lastVisit.valueAtBoot : unknown;
  const basis = doubtful ? "notProven" : "noEvidence";
  const why = isUnchanged
    ? `${because}, but it was not comparable with what was noted at the write`
    : because;
  const kept = keepComparable(lastVisit.bootEvidence, bootEvidence);
  return { valueAtBoot, basis, because: why, bootEvidence: kept };
}

/**
 * Whether the event log is needed to judge a visit to a machine that is known: where no marker tells of this boot, or where no earlier
 * visit could note an event, so that the next one has something to compare with.
 */
export function needsBootEvent({ id, observation, lastVisit }: Visit): boolean {
  const { marker, bootEvent } = observation;
  if (lastVisit === undefined || bootEvent !== undefined) return false;
  if (machineDoubt(lastVisit, observation) !== undefined) return false;
  if (lastVisit.bootEvidence.bootEventRecord === undefined) return true;
  return marker.state !== "present" || !(marker.marker.id === id || isKnown(marker.marker.valueAtBoot));
}

/**
 * The value at boot to note when the setting goes from one value to another within a boot. Going back to what Windows found
 * needs no restart if RasMan starts with Windows (Start is 2) and so has read it; a service that starts on demand may have read
 * the value in between, so nothing is known any more.
 */
export function valueAtBootAfterChange(
  valueAtBoot: ValueAtBoot,
  change: { readonly from: RegistryValue; readonly to: RegistryValue },
  rasManStart: number | undefined,
): ValueAtBoot {
  if (!isKnown(valueAtBoot) || rasManStart === 2) return valueAtBoot;
  const goesBack = sameEffect(change.to, valueAtBoot) && !sameEffect(change.from, valueAtBoot);
  return goesBack ? unknown : valueAtBoot;
}

/** The evidence with the event of the last visit, where it was not read now and nothing says that this is another boot. */
function keepEvent(now: BootEvidence, lastVisit: LastVisit | undefined): BootEvidence {
  const { bootId, bootEventRecord } = lastVisit?.bootEvidence ?? {};
  if (now.bootEventRecord !== undefined || bootEventRecord === undefined) return now;
  const isOtherBoot = now.bootId !== undefined && bootId !== undefined && now.bootId !== bootId;
  return isOtherBoot ? now : { ...now, bootEventRecord };
}

/**
 * The evidence to compare with next time where nothing could be proven: that of the last visit, and in place of what can never be compared
 * (a number that was not there; a log that counts from the start again) that of now. The value at boot is not known then, so that only a
 * boot after this visit will count.
 */
function keepComparable(last: BootEvidence, now: BootEvidence): BootEvidence {
  const { bootId, bootEventRecord } = last;
  const isBack = isLower(now.bootId, bootId) || isLower(now.bootEventRecord, bootEventRecord);
  return withoutUndefined({
    ...last,
    renumbered: isBack ? (true as const) : last.renumbered,
    bootId: bootId === undefined || isBack ? now.bootId : bootId,
    bootEventRecord: bootEventRecord === undefined || isBack ? now.bootEventRecord : bootEventRecord,
  });
}

function isLower(now: number | undefined, before: number | undefined): boolean {
  return now !== undefined && before !== undefined && now < before;
}

/** Whether a marker is left behind on the host; where its key cannot be read, what was known stays. */
function isMarked(marker: MarkerReading, lastVisit: LastVisit | undefined): boolean {
  if (marker.state === "present") return true;
  return marker.state === "absent" ? false : lastVisit?.bootEvidence.marked === true;
}

/** Whether a setting has written over another value, rather than adopted the one that was there. */
function hasReplaced({ previous, applied }: Marker): boolean {
  return previous === "notKept" || !sameEffect(previous, applied);
}

function agrees({ applied, valueAtBoot }: LastVisit): boolean {
  return isKnown(valueAtBoot) && sameEffect(applied, valueAtBoot);
}

function valueThroughBoot(live: RegistryValue, { applied }: LastVisit): ValueAtBoot {
  // Somebody changed it since: before or after the restart, nothing tells.
  return sameEffect(live, applied) ? live : unknown;
}
