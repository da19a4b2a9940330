import { describeValue, type RegistryValue } from "../windows/registry-value";
import { disabledServices } from "./findings";
import { isKnown } from "./marker";
import { sameEffect } from "./nat-traversal-value";
import type { ServiceStarts } from "./observation";
import type { BootEvidence, Status, ValueAtBoot } from "./setting-state";
import { type LearnedValueAtBoot, learnValueAtBoot, type Visit } from "./value-at-boot";

/** Whether the setting is active, why that is known, and what to keep for the next visit. */
export interface Evaluation {
  readonly status: Status;
  /** One sentence or two. */
  readonly statusReason: string;
  readonly valueAtBoot: ValueAtBoot;
  readonly bootEvidence: BootEvidence;
}

/** The status after a visit that wrote nothing. At first contact, the current value counts as applied. */
export function evaluateStatus(visit: Visit): Evaluation {
  const { lastVisit } = visit;
  const { value: live, marker, services } = visit.observation;
  return evaluate({
    live,
    applied: lastVisit?.applied ?? live,
    previous: lastVisit?.previous ?? live,
    services,
    boot: learnValueAtBoot(visit),
    wroteNow: false,
    otherId: marker.state === "present" && marker.marker.id !== visit.id ? marker.marker.id : undefined,
  });
}

/** Everything the table depends on. */
export interface EvaluatedFacts {
  readonly live: RegistryValue;
  readonly applied: RegistryValue;
  readonly previous: RegistryValue;
  readonly services: ServiceStarts;
  readonly boot: LearnedValueAtBoot;
  /** Whether this very visit wrote the value. */
  readonly wroteNow: boolean;
  /** The id in the marker, if it is another setting's. */
  readonly otherId?: string | undefined;
}

/**
 * The status table. Only what Windows makes of a value counts (`sameEffect`): absent, 0 and nonsense are alike. `active` needs a known value
 * at boot; a value that somebody else put there is never called pending, so that no restart is spent on it.
 */
export function evaluate(facts: EvaluatedFacts): Evaluation {
  const { status, reason } = decide(facts);
  const { valueAtBoot, bootEvidence } = facts.boot;
  return { status, statusReason: reason, valueAtBoot, bootEvidence };
}

function decide(facts: EvaluatedFacts): { status: Status; reason: string } {
  const disabled = disabledServices(facts.services);
  if (disabled.length > 0) {
    const which =
      disabled.length === 1 ? `${disabled[0]} service is` : `services ${disabled.join(" and ")} are`;
    return { status: "noEffect", reason: `The ${which} disabled, so the setting has no effect.` };
  }
  if (!sameEffect(facts.live, facts.applied)) return decideDrifted(facts);
  const { valueAtBoot } = facts.boot;
  return isKnown(valueAtBoot) ? decideKnown(facts, valueAtBoot) : decideUnknown(facts);
}

function decideKnown(facts: EvaluatedFacts, valueAtBoot: RegistryValue): { status: Status; reason: string } {
  const { boot, live, otherId } = facts;
  const atBoot = describeValue(valueAtBoot);
  if (sameEffect(live, valueAtBoot)) {
    return { status: "active", reason: `Windows found ${atBoot} at its last restart (${boot.because}).` };
  }
  const whose = otherId === undefined ? "" : ` The change was made by another resource (id ${otherId}).`;
  const reason = `Windows uses ${atBoot} until its next restart, then ${describeValue(live)} (${boot.because}).${whose}`;
  return { status: "rebootPending", reason };
}

function decideUnknown(facts: EvaluatedFacts): { status: Status; reason: string } {
  const { boot, live, previous, wroteNow } = facts;
  const value = describeValue(live);
  if (!wroteNow && (boot.basis === "notProven" || boot.basis === "noEvidence")) {
    return {
      status: "unknown",
      reason: `Nothing proves a restart since ${value} was written: ${boot.because}.`,
    };
  }
  if (!wroteNow && boot.bootEvidence.changedUnseen === true) {
    const reason = `The current value (${value}) was written by somebody else, before or after the last restart; it is not known whether Windows is using it.`;
    return { status: "unknown", reason };
  }
  if (sameEffect(live, previous)) {
    const reason = `The current value (${value}) is the one that was found; it is not known whether Windows is using it.`;
    return { status: "unknown", reason };
  }
  const reason = `The current value (${value}) was written after the last restart and takes effect after the next one.`;
  return { status: "rebootPending", reason };
}

/** Whatever Windows uses now, the declared value is gone after the next restart: the one status for it, the rest in the reason. */
function decideDrifted({ live, applied, boot }: EvaluatedFacts): { status: Status; reason: string } {
  const what = `Somebody else changed ${describeValue(applied)} to ${describeValue(live)}`;
  return { status: "drift", reason: `${what}${whatWindowsUses(applied, boot)} (${boot.because}).` };
}

function whatWindowsUses(applied: RegistryValue, { valueAtBoot }: LearnedValueAtBoot): string {
  if (!isKnown(valueAtBoot)) return ", and it is not known which of the two Windows uses";
  return sameEffect(applied, valueAtBoot)
    ? `; ${describeValue(applied)} stays in effect until the next restart`
    : ", so the declared value does not take effect";
}
