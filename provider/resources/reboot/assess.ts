import type { Host } from "../../hosts/host";
import { type BootSnapshot, bootEvidenceOf, bootOf } from "../../nat-traversal/boot-snapshot";
import type { Observation } from "../../nat-traversal/observation";
import type { Evaluation } from "../../nat-traversal/status";
import { decideRestart, type RestartDecision } from "../../restart/decide";
import { leftBehindInWords } from "../../restart/left-behind";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import { restartMessage } from "../../restart/restart-message";
import { restartDefaults } from "../../restart/restart-options";
import type { RestartReport } from "../../restart/run-options";
import { believedReboot, undoneSoFar } from "../../restart/stored-proof";
import { commentOf } from "../../windows/shutdown";
import { withoutUndefined } from "../../without-undefined";
import type { LifecycleContext } from "../context";
import { sinceProof } from "./last-reboot";
import { evaluateObservation, type HostObservation, type RestartObservation } from "./observe";

/** Whose restart it is that a look is for. */
export interface Assessed {
  readonly context: Pick<LifecycleContext, "urn">;
  readonly host: Pick<Host, "name">;
  readonly news: RebootInputs;
  /** What state remembers of the last restart. */
  readonly last: LastReboot | undefined;
}

/** What a look at a host comes to. */
export interface Assessment {
  readonly seen: HostObservation;
  readonly boot: BootSnapshot;
  readonly evaluation: Evaluation;
  readonly decision: RestartDecision;
  /** What people should know before anything is done, in sentences. */
  readonly findings: readonly string[];
}

/**
 * Whether a host is to be restarted, from what was observed. A request for this change of which state knows nothing was made by a run that
 * was cut off. Pure.
 */
export function assess({ context, host, news, last }: Assessed, first: RestartObservation): Assessment {
  const { facts } = first;
  const { change } = news.triggers;
  const policy = news.foreignShutdown ?? restartDefaults.foreignShutdown;
  const comment = commentOf(restartMessage({ change, urn: context.urn }));
  const isKnown = last?.change === change;
  const left = isKnown ? undefined : leftBehindInWords({ log: facts.shutdownLog, comment, policy });
  const findings = [...first.machine.warnings, ...(left === undefined ? [] : [`${host.name}: ${left}`])];
  const observation = withoutUndefined({ ...first.observation, bootEvent: facts.bootEvent });
  const boot = bootOf(observation, facts);
  return { seen: { ...first, observation }, boot, findings, ...decideOn(news, last, boot, observation) };
}

/** The status, and whether that asks for a restart: for an update, which may carry it out, and for a refresh, which only tells. Pure. */
export function decideOn(
  news: RebootInputs,
  last: LastReboot | undefined,
  boot: BootSnapshot,
  observation: Observation,
): Pick<Assessment, "evaluation" | "decision"> {
  const believed = believedReboot(last, boot);
  const evaluation = evaluateObservation(sinceProof(news, believed, boot), observation);
  const decision = decideRestart({
    status: evaluation.status,
    statusReason: evaluation.statusReason,
    ifUnknown: news.ifUnknown ?? restartDefaults.ifUnknown,
    change: news.triggers.change,
    lastReboot: believed,
    undone: undoneSoFar(last, boot),
    markerPresent: boot.marker.state === "present",
  });
  return { evaluation, decision };
}

/** Whether the setting is active after a restart that was proven, from what was observed then. Pure. */
export function assessAfter(
  { setting }: RebootInputs,
  before: BootSnapshot,
  { boot }: RestartReport,
  { observation }: HostObservation,
): Evaluation {
  const bootEvidence = bootEvidenceOf(before, before.marker.state === "present");
  const bootId = boot?.bootId ?? observation.bootId;
  const seen = withoutUndefined({ ...observation, bootId, bootEvent: boot?.bootEvent });
  return evaluateObservation({ ...setting, bootEvidence }, seen);
}
