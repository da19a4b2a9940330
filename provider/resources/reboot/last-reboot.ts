import { NatTraversalError, RebootUnprovenError } from "../../errors";
import { encodeMarker } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import type { Status } from "../../nat-traversal/setting-state";
import type { RestartFacts } from "../../restart/boot-look";
import type { BootBefore } from "../../restart/proof";
import type { LastReboot, RebootOutputs, SettingFacts } from "../../restart/reboot-state";
import type { RestartReport } from "../../restart/run-restart";
import { PartialFailureError } from "../context";

/** What a restart will be told from, as just observed. */
export function bootBefore(observation: Observation, facts: RestartFacts): BootBefore {
  const { marker } = observation;
  const { bootId } = observation.bootEvidence;
  return {
    evidence: { ...(bootId === undefined ? {} : { bootId }), ...facts.numbers },
    logonReached: facts.logonReached,
    ...(marker.state === "present" ? { marker: encodeMarker(marker.marker) } : {}),
  };
}

/** The same as an earlier run left it in state; from the setting where that run left nothing. */
export function rememberedBootBefore(earlier: LastReboot | undefined, setting: SettingFacts): BootBefore {
  const { marker, logonReached, ...evidence } = earlier?.before ?? {
    bootEventRecord: setting.bootEvidence.bootEventRecord,
    bootId: setting.bootEvidence.bootId,
  };
  return {
    evidence: withoutUndefined(evidence),
    logonReached: logonReached ?? false,
    ...(marker === undefined ? {} : { marker }),
  };
}

/**
 * What state keeps of a restart, whatever came of it. Where no request was delivered it counts from an earlier run's, or from when
 * this run began (`startedAt`, milliseconds since the Unix epoch).
 */
export function lastRebootOf(
  change: string,
  before: BootBefore,
  report: RestartReport,
  { earlier, startedAt }: { readonly earlier: LastReboot | undefined; readonly startedAt: number },
): LastReboot {
  const { requestedAt, downAt, backAt, request } = report.state;
  const { evidence, ...rest } = before;
  const joined = request === "joined" ? "; joined a shutdown that was already scheduled or under way" : "";
  const unproven =
    report.failure instanceof RebootUnprovenError
      ? `not proven: ${report.failure.details.problem}`
      : undefined;
  const proof = report.evidence === undefined ? unproven : `${report.evidence}${joined}`;
  return withoutUndefined({
    change,
    requested: time(requestedAt) ?? earlier?.requested ?? new Date(startedAt).toISOString(),
    down: time(downAt),
    back: time(backAt),
    evidence: proof,
    before: { ...rest, ...evidence },
  });
}

function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

/** State must not hold any undefined. */
function withoutUndefined<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as T;
}

/**
 * The error for a restart that was asked for and is not over, or not proven: state remembers the request, so that the next
 * update goes on and does not restart the host a second time.
 */
export function partialRebootFailure(
  id: string,
  failure: unknown,
  outputs: (evaluated: { readonly status: Status; readonly statusReason: string }) => RebootOutputs,
): PartialFailureError {
  const status: Status = failure instanceof RebootUnprovenError ? "unknown" : "rebootPending";
  const statusReason =
    failure instanceof NatTraversalError
      ? `${failure.code}: ${failure.details.problem}.`
      : messageOf(failure);
  return new PartialFailureError(id, { ...outputs({ status, statusReason }) }, [messageOf(failure)], {
    cause: failure,
  });
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
