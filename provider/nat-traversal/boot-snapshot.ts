import type { MachineIdentity } from "../windows/identity";
import { withoutUndefined } from "../without-undefined";
import { compareMachines } from "./machine";
import { encodeMarker } from "./marker";
import type { Observation } from "./observation";
import type { BootEvidence } from "./setting-state";

/** One boot of one machine, as far as an observation, or the state, tells it from other boots. */
export interface BootSnapshot {
  readonly machine?: MachineIdentity | undefined;
  readonly marker: MarkerTrace;
  /** `PrefetchParameters` BootId: any other one is another boot; the same may lag or be stuck. */
  readonly bootId?: number | undefined;
  /** EventRecordID of the newest Kernel-General event 12; negative: that of the clearing of the log after it. */
  readonly bootEvent?: number | undefined;
  /** Whether Windows had come to its logon prompt. */
  readonly logonReached: boolean;
  /** Whether it is still at the work of the boot, where that was asked for. */
  readonly isServicing?: boolean;
}

/** Whether there is a marker, which only a boot removes; the state of a setting does not keep its text. */
export type MarkerTrace =
  | { readonly state: "present"; readonly text?: string }
  | { readonly state: "absent" }
  | { readonly state: "unread" };

/** Whether a host has been booted between two snapshots, and what shows it. */
export interface BootComparison {
  /**
   * "same": the marker is still there · "new": a restart is proven · "unchanged": nothing that could be compared differs, which excludes no
   * restart · "back": the numbers are those of an earlier boot · "incomparable": nothing could be compared.
   */
  readonly result: "same" | "new" | "unchanged" | "back" | "incomparable";
  /** What became of the marker: "replaced" by another text tells nothing, since that may have been done in either boot. */
  readonly marker: "same" | "gone" | "replaced" | "unknown";
  /** Whether the event log was read before and now, and shows no start of the system in between. */
  readonly logShowsSameBoot: boolean;
  /** What shows it, or what is missing, as a clause without a full stop. */
  readonly because: string;
}

const list = new Intl.ListFormat("en");

/**
 * The one rule for every question of whether there was a restart. The marker settles it where it is still there. Else the event log holds
 * a newer start of the system; or BootId is another one, unless the log shows none: BootId may lag, and change long after a boot. Or the
 * marker is gone, and neither of the two could be compared; a log that has lost what it showed is one that was cleared, by a hand that may have
 * deleted the marker too. Numbers that went back without a marker tell nothing: a virtual machine that was reverted to a checkpoint shows them, in the
 * middle of an earlier boot, and so does a repair, after a boot. Absence of evidence is never taken for a restart.
 */
export function compareBoots(before: BootSnapshot, now: BootSnapshot): BootComparison {
  const doubt = machineDoubt(before, now);
  if (doubt !== undefined) {
    return { result: "incomparable", marker: "unknown", logShowsSameBoot: false, because: doubt };
  }
  const marker = compareMarkers(before.marker, now.marker);
  const bootId = compareBootIds(before.bootId, now.bootId);
  const bootEvent = compareBootEvents(before.bootEvent, now.bootEvent);
  const fate = { marker, logShowsSameBoot: bootEvent === "same" };
  if (marker === "same")
    return { result: "same", ...fate, because: "the marker of this boot is still there" };
  const gone = marker === "gone" ? ["the marker is gone"] : [];
  const back = wentBack(before, now, bootId, bootEvent);
  if (back !== undefined && marker !== "gone") return { result: "back", ...fate, because: back };
  const isOtherBootId = bootId === "new" || bootId === "back";
  const newBootId = isOtherBootId ? [`BootId went from ${before.bootId} to ${now.bootId}`] : [];
  const newEvent = bootEvent === "new" ? [newEventBetween(before.bootEvent, now.bootEvent)] : [];
  const changed = [...newBootId, ...newEvent];
  if (changed.length > 0 && bootEvent !== "same") {
    return { result: "new", ...fate, because: list.format([...gone, ...changed]) };
  }
  const signs = [...gone, ...newBootId];
  const unchanged = [
    ...(bootId === "same" ? ["BootId"] : []),
    ...(bootEvent === "same" ? ["the boot event"] : []),
  ];
  if (unchanged.length > 0) {
    const same = `${list.format(unchanged)} ${unchanged.length === 1 ? "is" : "are"} the same as before`;
    const because = signs.length === 0 ? same : `${list.format(signs)}, but ${same}`;
    return { result: "unchanged", ...fate, because };
  }
  const isLogLost = before.bootEvent !== undefined && !((now.bootEvent ?? -1) >= 0);
  if (marker === "gone" && isLogLost) {
    const because = "the marker is gone, but the event log no longer holds the boot event of before";
    return { result: "incomparable", ...fate, because };
  }
  if (marker === "gone")
    return { result: "new", ...fate, because: "the marker is gone, and nothing else can be compared" };
  const because = "neither the marker nor BootId nor the boot event can be compared";
  return { result: "incomparable", ...fate, because };
}

/** The boot that an observation shows. */
export function bootOf(
  observation: Pick<Observation, "machine" | "marker" | "bootId" | "bootEvent">,
  { logonReached }: { readonly logonReached: boolean } = { logonReached: false },
): BootSnapshot {
  const { machine, marker, bootId, bootEvent } = observation;
  return { machine, marker: traceOf(marker), bootId, bootEvent, logonReached };
}

/** The boot that the state of a setting remembers, and the machine that it was of. */
export function bootInState(
  { bootId, bootEventRecord, marked }: BootEvidence,
  machine?: MachineIdentity,
): BootSnapshot {
  const marker: MarkerTrace = { state: marked === true ? "present" : marked === false ? "absent" : "unread" };
  const boot = { marker, bootId, bootEvent: bootEventRecord, logonReached: false };
  return machine === undefined ? boot : { machine, ...boot };
}

/** What the state of a setting keeps of a boot. */
export function bootEvidenceOf({ bootId, bootEvent }: BootSnapshot, marked: boolean): BootEvidence {
  return withoutUndefined({ bootId, bootEventRecord: bootEvent, marked });
}

function traceOf(marker: Observation["marker"]): MarkerTrace {
  if (marker.state === "present") return { state: "present", text: encodeMarker(marker.marker) };
  return { state: marker.state === "absent" ? "absent" : "unread" };
}

/**
 * Why what a host shows may be another machine's, as a clause without a full stop: what is seen there then proves nothing of the
 * one that is known. Undefined where it is the same, and where its identity was not asked for or never could be read.
 */
export function machineDoubt(
  known: Pick<BootSnapshot, "machine">,
  seen: Pick<BootSnapshot, "machine">,
): string | undefined {
  if (known.machine === undefined || seen.machine === undefined) return undefined;
  switch (compareMachines(known.machine, seen.machine).result) {
    case "different":
      return "another machine answers";
    case "unclear":
      return Object.keys(known.machine).length === 0 ? undefined : "it is not known which machine answers";
    default:
      return undefined;
  }
}

function compareMarkers(before: MarkerTrace, now: MarkerTrace): BootComparison["marker"] {
  if (before.state !== "present" || now.state === "unread") return "unknown";
  if (now.state === "absent") return "gone";
  return before.text !== undefined && before.text === now.text ? "same" : "replaced";
}

type NumberComparison = "new" | "same" | "back" | "unreadable";

function compareBootIds(before: number | undefined, now: number | undefined): NumberComparison {
  if (before === undefined || now === undefined) return "unreadable";
  return before === now ? "same" : now > before ? "new" : "back";
}

function compareBootEvents(before: number | undefined, now: number | undefined): NumberComparison {
  if (before === undefined || now === undefined) return "unreadable";
  if (before === now) return "same";
  if (now > Math.abs(before)) return "new";
  // A log that was cleared tells nothing of what was before.
  return now < 0 ? "unreadable" : "back";
}

/** Which number went back, as a clause, where nothing newer outweighs it. */
function wentBack(
  before: BootSnapshot,
  now: BootSnapshot,
  bootId: NumberComparison,
  bootEvent: NumberComparison,
): string | undefined {
  const isOutweighed = bootEvent === "same" || bootEvent === "new" || bootId === "new";
  if (isOutweighed || (bootId !== "back" && bootEvent !== "back")) return undefined;
  const numbers = [
    ...(bootId === "back" ? [`BootId went back from ${before.bootId} to ${now.bootId}`] : []),
    ...(bootEvent === "back"
      ? [`the boot event went back from ${before.bootEvent} to ${now.bootEvent}`]
      : []),
  ];
  return `${list.format(numbers)}, as after a repair, or in a virtual machine that was reverted to a checkpoint`;
}

function newEventBetween(before = 0, now = 0): string {
  return before < 0
    ? `the event log shows a start (${now}) after it was cleared (${-before})`
    : `the boot event went from ${before} to ${now}`;
}
