import { NatTraversalError, RebootUnprovenError } from "../../errors";
import { type BootSnapshot, bootInState } from "../../nat-traversal/boot-snapshot";
import { isKnown } from "../../nat-traversal/marker";
import { sameEffect } from "../../nat-traversal/nat-traversal-value";
import type { Observation } from "../../nat-traversal/observation";
import type { Status, ValueAtBoot } from "../../nat-traversal/setting-state";
import type { Evaluation } from "../../nat-traversal/status";
import { undoneAtEveryStart } from "../../restart/decide";
import { rebootInputNames } from "../../restart/reboot-inputs";
import type {
  BootOfMachine,
  LastReboot,
  RebootInputs,
  RebootOutputs,
  SettingFacts,
} from "../../restart/reboot-state";
import type { RestartOptions, RestartReport } from "../../restart/run-options";
import { isUnproven, notProven, withLostShutdown } from "../../restart/stored-proof";
import { installsUpdates } from "../../windows/pending-reasons";
import type { RegistryValue } from "../../windows/registry-value";
import { withoutUndefined } from "../../without-undefined";
import { messageOf, type PartialFailureError, partialFailure } from "../context";
import { onlyNamed, sameData } from "../same-inputs";

/** The outputs in state, as create, update and read returned them, or as an unfinished restart left them. */
export type StoredReboot = RebootOutputs;

/** Only the inputs among the fields. */
export function rebootInputsOf(fields: RebootInputs): RebootInputs {
  const kept: unknown = onlyNamed(rebootInputNames, fields);
  return kept as RebootInputs;
}

/** The restart that a state tells of: what is not kept with it, its machine and what it found, is what the setting beside it has. */
export function lastRebootIn({ lastReboot, setting }: StoredReboot): LastReboot | undefined {
  if (lastReboot === undefined) return undefined;
  const { before, after, ...last } = lastReboot;
  return withoutUndefined({
    ...last,
    before: before && { machine: setting.machine, ...before },
    after: after && { found: setting.applied, ...after },
  });
}

/**
 * What is known of a setting since its own last visit: a restart that was proven for its change has brought what it applied into effect, and
 * the boot that proved it is what later ones are compared with. The setting itself learns that from a refresh only. One that knows
 * nothing of the boot that it met, as after a replacement without a marker, is told what this boot found, if the event log still shows that one.
 */
export function sinceProof(
  { setting, triggers }: Pick<RebootInputs, "setting" | "triggers">,
  last: LastReboot | undefined,
  now: Pick<BootSnapshot, "bootEvent">,
): SettingFacts {
  if (last?.after === undefined || last.undone !== undefined) return setting;
  const { bootId, bootEventRecord, found } = last.after;
  const bootEvidence = withoutUndefined({ ...setting.bootEvidence, bootId, bootEventRecord });
  if (last.change === triggers.change) return { ...setting, valueAtBoot: setting.applied, bootEvidence };
  const isThisBoot = now.bootEvent !== undefined && now.bootEvent === bootEventRecord;
  if (found === undefined || !isThisBoot || isKnown(setting.valueAtBoot)) return setting;
  return { ...setting, valueAtBoot: found, bootEvidence };
}

/**
 * The restart as state keeps it: without its machine, and what it found, where these are the setting's, which lie beside it; and once it is over
 * without what only a run needs that waits for it.
 */
export function keptReboot(last: LastReboot, { machine, applied }: SettingFacts): LastReboot {
  const { before, after, evidence } = last;
  return withoutUndefined({
    ...last,
    before: before && {
      ...before,
      machine: sameData(before.machine, machine) ? undefined : before.machine,
      logonReached: evidence === undefined ? before.logonReached : undefined,
    },
    after: after && (sameData(after.found, applied) ? { ...after, found: undefined } : after),
  });
}

/** The boot before a restart, as an earlier run left it in state; as the setting knows it where that run left nothing. */
export function rememberedBoot(earlier: LastReboot | undefined, setting: SettingFacts): BootSnapshot {
  if (earlier?.before === undefined) {
    // The setting does not know the text of the marker, without which one on the host cannot be told from another.
    return { ...bootInState(setting.bootEvidence, setting.machine), marker: { state: "unread" } };
  }
  const { machine = setting.machine, marker, bootId, bootEventRecord, logonReached = false } = earlier.before;
  const trace =
    marker === undefined ? { state: "absent" as const } : { state: "present" as const, text: marker };
  return { machine, marker: trace, bootId, bootEvent: bootEventRecord, logonReached };
}

/** What an earlier run that did not come to its end knows of the shutdown that may be scheduled. */
export function earlierShutdown(
  last: LastReboot | undefined,
  change: string,
): Pick<RestartOptions, "mayBeOurs" | "foreign"> {
  if (last === undefined || last.change !== change || last.evidence !== undefined) return {};
  const mayBeOurs = last.cameToNothing !== true && last.foreign?.fate !== "joined";
  return { mayBeOurs, foreign: last.foreign };
}

/**
 * What state keeps of a restart, whatever came of it. Where no request was delivered it counts from an earlier run's, or from when
 * this run began (`startedAt`, milliseconds since the Unix epoch).
 */
export function lastRebootOf(
  change: string,
  before: BootSnapshot,
  report: RestartReport,
  {
    earlier,
    startedAt,
    undone,
    pendingReasons = [],
  }: {
    readonly earlier: LastReboot | undefined;
    readonly startedAt: number;
    /** Others' reasons before it. */
    readonly pendingReasons?: readonly string[];
    /** What the restarts before this one were undone by. */
    readonly undone?: LastReboot["undone"] | undefined;
  },
): LastReboot {
  const { requestedAt, lastRequestedAt = requestedAt, downAt, backAt, request } = report.state;
  // Nothing of ours was taken: there is nothing to wait for.
  const isNone = request === "none" && (earlier === undefined || earlier.cameToNothing === true);
  const cameToNothing = report.cameToNothing === true || isNone;
  const joined = request === "joined" ? "; joined a shutdown that was already scheduled or in progress" : "";
  const unproven =
    report.failure instanceof RebootUnprovenError
      ? `${notProven}${report.failure.details.problem}`
      : undefined;
  const proof = report.evidence === undefined ? unproven : `${report.evidence}${joined}`;
  return withoutUndefined({
    change,
    requested: time(requestedAt) ?? earlier?.requested ?? new Date(startedAt).toISOString(),
    requestedAgain:
      requestedAt === undefined
        ? earlier?.requestedAgain
        : time(lastRequestedAt === requestedAt ? undefined : lastRequestedAt),
    down: time(downAt),
    back: time(backAt),
    evidence: proof,
    installsUpdates:
      earlier?.installsUpdates ?? (installsUpdates(pendingReasons) ? (true as const) : undefined),
    cameToNothing: proof === undefined && cameToNothing ? (true as const) : undefined,
    foreign: report.state.foreign ?? earlier?.foreign,
    undone,
    before: {
      ...bootOfMachine(before),
      marker: before.marker.state === "present" ? before.marker.text : undefined,
      logonReached: before.logonReached,
    },
    after: report.boot === undefined ? undefined : bootAfter(before, report.boot),
  });
}

/**
 * What to say of a change whose restart could not be proven, once the host is seen again without a marker: nothing will ever tell whether
 * it came, and no other follows, so the status is not known.
 */
export function afterUnproven<E extends Pick<Evaluation, "status" | "statusReason">>(
  evaluation: E,
  change: string,
  last: LastReboot | undefined,
  marker: Observation["marker"],
): E {
  if (last === undefined || !isUnproven(last)) return evaluation;
  const finding = undoneAtEveryStart(last.undone);
  if (last.change !== change && finding === undefined) return evaluation;
  if (evaluation.status !== "rebootPending" || marker.state === "present") return evaluation;
  const what = `A restart was requested at ${last.requested}, and nothing proves that it came (${last.evidence}). Restart the computer by hand if its System event log shows none since then.`;
  return {
    ...evaluation,
    status: "unknown",
    statusReason: finding === undefined ? what : `${what} ${finding}`,
  };
}

/** What came of a proven restart. */
export interface Outcome {
  readonly evaluation: Evaluation;
  readonly lastReboot: LastReboot;
  /** Why another restart would not help, if that is so. */
  readonly finding: string | undefined;
}

/** What was applied, and what was there after a restart, proven or not. */
interface AfterRestart {
  readonly applied: RegistryValue;
  readonly found: RegistryValue;
}

/** A value that is set back at every start has no effect. */
export function outcomeOf(evaluation: Evaluation, last: LastReboot, after: AfterRestart): Outcome {
  const { undone: _before, ...isInEffect } = last;
  const counted = sameEffect(after.found, after.applied) ? isInEffect : countUndone(last, after.found);
  const lastReboot = withFound(counted, evaluation.valueAtBoot);
  const finding = undoneAtEveryStart(lastReboot.undone);
  if (finding === undefined) return { evaluation, lastReboot, finding };
  const statusReason = `${evaluation.statusReason} ${finding}`;
  return { evaluation: { ...evaluation, status: "noEffect", statusReason }, lastReboot, finding };
}

function withFound(last: LastReboot, found: ValueAtBoot): LastReboot {
  if (last.after === undefined || !isKnown(found)) return last;
  return { ...last, after: { ...last.after, found } };
}

/** Counts a restart after which something else than what the setting applied was there, as after the ones before it. */
export function countUndone(last: LastReboot, found: RegistryValue): LastReboot {
  return { ...last, undone: { value: found, times: (last.undone?.times ?? 0) + 1 } };
}

/** The machine is kept once where both boots are the same one's, as they are in every proof: a state holds it often enough. */
function bootAfter(before: BootSnapshot, { machine, ...boot }: BootSnapshot): BootOfMachine {
  return bootOfMachine(sameData(machine, before.machine) ? boot : { ...boot, machine });
}

function bootOfMachine({ machine, bootId, bootEvent }: BootSnapshot): BootOfMachine {
  return withoutUndefined({ machine, bootId, bootEventRecord: bootEvent });
}

function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

/**
 * The error for a restart that was asked for and is not over, or not proven: state remembers the request, so that the next
 * update goes on and does not restart the host a second time.
 */
export function partialRebootFailure(
  id: string,
  failure: unknown,
  last: LastReboot,
  outputs: (evaluated: { readonly status: Status; readonly statusReason: string }) => RebootOutputs,
): PartialFailureError {
  const status: Status = failure instanceof RebootUnprovenError ? "unknown" : "rebootPending";
  const what =
    failure instanceof NatTraversalError
      ? `${failure.code}: ${failure.details.problem}.`
      : messageOf(failure);
  const properties = outputs({ status, statusReason: withLostShutdown(what, last) });
  return partialFailure(id, failure, properties, withLostShutdown(messageOf(failure), last));
}
