import { NotRestorableError } from "../errors";
import { describeValue, dword, type RegistryValue, sameValue } from "../windows/registry-value";
import { isDeclared } from "./behind-nat";
import { bootEvidenceOf, bootOf } from "./boot-snapshot";
import { isKnown, type Marker, type MarkerReading } from "./marker";
import { isSatisfiedBy, sameEffect, wantedNumber } from "./nat-traversal-value";
import type { Observation } from "./observation";
import { originalValue, whyNotRestorable } from "./original-value";
import type { BehindNat, SettingInputs } from "./setting-state";
import { type Evaluation, evaluate } from "./status";
import {
  type LearnedValueAtBoot,
  learnValueAtBoot,
  type Visit,
  valueAtBootAfterChange,
} from "./value-at-boot";

/** What is asked for, and what is known. */
export interface ConvergeRequest extends Visit {
  /** For messages. */
  readonly host: string;
  readonly behindNat: BehindNat;
  readonly onDelete?: SettingInputs["onDelete"];
  readonly bootMarker?: boolean | undefined;
  /** A create leaves a marker even where it writes no value. */
  readonly occasion: "create" | "update";
}

/** What to do, and what to keep of it. */
export interface ConvergePlan {
  /** The value to write, if any. */
  readonly write: RegistryValue | undefined;
  /** The marker to leave before that, if any. */
  readonly marker: Marker | undefined;
  readonly previous: RegistryValue;
  readonly applied: RegistryValue;
  /** Whether the value is written: a new changeId. */
  readonly changed: boolean;
  readonly boot: LearnedValueAtBoot;
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/**
 * Plans how to bring a host to what is declared; what is already as declared is adopted without a write. Throws NotRestorableError if the first write
 * would destroy a value that cannot be restored (unless `onDelete` says that it need not be).
 */
export function planConverge(request: ConvergeRequest): ConvergePlan {
  const { observation, behindNat, lastVisit, id } = request;
  const live = observation.value;
  // Drift that the program ignores stays as it is, and stays somebody else's.
  const ignored = !isDeclared(behindNat);
  const write = ignored || isSatisfiedBy(live, behindNat) ? undefined : dword(wantedNumber(behindNat));
  const applied = (ignored ? lastVisit?.applied : write) ?? live;
  const origin =
    lastVisit === undefined
      ? originalValue(id, observation, write)
      : { previous: lastVisit.previous, warnings: [] };
  const { previous } = origin;
  const unrestorable = (request.onDelete ?? "restore") === "restore" ? whyNotRestorable(previous) : undefined;
  if (
    unrestorable !== undefined &&
    lastVisit === undefined &&
    write !== undefined &&
    sameValue(previous, live)
  ) {
    throw notRestorable(request.host, observation.registryPath, live, unrestorable);
  }
  const learned = learnValueAtBoot(request);
  const change = { from: lastVisit?.applied ?? appliedIn(observation.marker) ?? live, to: applied };
  const valueAtBoot = valueAtBootAfterChange(learned.valueAtBoot, change, observation.services.rasMan);
  const marking = markingOf(request, write, applied);
  // Our own value is later than this boot, whatever came before it.
  const { changedUnseen: _, ...settled } = learned.bootEvidence;
  return {
    write,
    marker: marking.leave ? { id, applied, valueAtBoot, previous } : undefined,
    previous,
    applied,
    changed: write !== undefined,
    boot: { ...learned, valueAtBoot, bootEvidence: write === undefined ? learned.bootEvidence : settled },
    warnings: [
      ...origin.warnings,
      ...(unrestorable === undefined
        ? []
        : [`The original value (${previous.type}) cannot be restored on destroy: ${unrestorable}.`]),
      ...reportForeignChange(request, write),
      ...marking.warnings,
    ],
  };
}

/** What was found after the plan was carried out. */
export interface Converged {
  readonly plan: ConvergePlan;
  readonly observation: Observation;
  /** What was read back, or what was observed if nothing was written. */
  readonly live: RegistryValue;
  readonly marker: MarkerReading;
}

/** The status after a create or an update. */
export function evaluateConverged({ plan, observation, live, marker }: Converged): Evaluation {
  const touched = plan.write !== undefined || plan.marker !== undefined;
  const marked = marker.state === "present";
  return evaluate({
    live,
    applied: plan.applied,
    previous: plan.previous,
    services: observation.services,
    boot: touched
      ? { ...plan.boot, bootEvidence: bootEvidenceOf(bootOf(observation), marked) }
      : withEvent(plan.boot, observation),
    wroteNow: plan.changed,
  });
}

/** What was learned, with the event that was read after it; where no restart could be proven, what there was to compare stays. */
function withEvent(boot: LearnedValueAtBoot, { bootEvent }: Observation): LearnedValueAtBoot {
  const isDoubtful = boot.basis === "notProven" || boot.basis === "noEvidence";
  if (bootEvent === undefined || isDoubtful) return boot;
  return { ...boot, bootEvidence: { ...boot.bootEvidence, bootEventRecord: bootEvent } };
}

/**
 * Another resource's change since the last restart: one that stays, or one that our write replaces. In words that are still true after
 * the write, and after a restart in the same run. At first contact the original value has its own words for it.
 */
function reportForeignChange(
  { id, observation, lastVisit }: ConvergeRequest,
  write: RegistryValue | undefined,
): string[] {
  const { marker: reading, value: live } = observation;
  if (reading.state !== "present" || reading.marker.id === id) return [];
  const { applied, valueAtBoot } = reading.marker;
  if (!isKnown(valueAtBoot) || sameEffect(applied, valueAtBoot) || !sameValue(applied, live)) return [];
  const change = `Another resource (id ${reading.marker.id}) changed ${describeValue(valueAtBoot)} to ${describeValue(applied)}`;
  if (write === undefined) return [`${change}; no restart had followed when this was read.`];
  if (lastVisit === undefined) return [];
  return [
    `${change}; ${describeValue(write)} was written over it. Two resources that declare one setting undo each other.`,
  ];
}

function markingOf(
  { id, bootMarker, occasion, observation }: ConvergeRequest,
  write: RegistryValue | undefined,
  applied: RegistryValue,
): { leave: boolean; warnings: string[] } {
  const isDue = occasion === "create" || write !== undefined || isStale(observation.marker, id, applied);
  if (bootMarker === false || !isDue) return { leave: false, warnings: [] };
  if (observation.marker.state !== "keyUnread") return { leave: true, warnings: [] };
  const warning =
    "Could not write a marker, because its key could not be read: only BootId shows a restart, and the original value is lost if a run is killed.";
  return { leave: false, warnings: [warning] };
}

/** Whether our own marker names a write that was cut, and is not wanted any more: a delete would take that value for ours. */
function isStale(reading: MarkerReading, id: string, applied: RegistryValue): boolean {
  return (
    reading.state === "present" && reading.marker.id === id && !sameValue(reading.marker.applied, applied)
  );
}

function appliedIn(reading: MarkerReading): RegistryValue | undefined {
  return reading.state === "present" ? reading.marker.applied : undefined;
}

function notRestorable(host: string, path: string, live: RegistryValue, why: string): NotRestorableError {
  return new NotRestorableError({
    operation: `replace the ${live.type} value under ${path}`,
    host,
    problem: `it could not be restored on destroy: ${why}`,
    hint: 'Nothing was written. Keep a copy and delete the value by hand, or set onDelete: "remove" or "keep" to give up the current value.',
  });
}
