import { type BootSnapshot, bootEvidenceOf, bootOf } from "../../nat-traversal/boot-snapshot";
import type { Observation } from "../../nat-traversal/observation";
import type { Evaluation } from "../../nat-traversal/status";
import { decideRestart, type RestartDecision } from "../../restart/decide";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import type { RestartReport } from "../../restart/run-options";
import { believedReboot, undoneSoFar } from "../../restart/stored-proof";
import { withoutUndefined } from "../../without-undefined";
import { sinceProof } from "./last-reboot";
import { evaluateObservation, type HostObservation, type RestartObservation } from "./observe";

/** What a look at a host comes to. */
export interface Assessment {
  readonly seen: HostObservation;
  readonly boot: BootSnapshot;
  readonly evaluation: Evaluation;
  readonly decision: RestartDecision;
}

/** Whether a host is to be restarted, from what was observed; `last` is what state remembers of its last restart. Pure. */
export function assess(
  news: RebootInputs,
  last: LastReboot | undefined,
  first: RestartObservation,
): Assessment {
  const { facts } = first;
  const observation = withoutUndefined({ ...first.observation, bootEvent: facts.bootEvent });
  const boot = bootOf(observation, facts);
  return { seen: { ...first, observation }, boot, ...decideOn(news, last, boot, observation) };
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
