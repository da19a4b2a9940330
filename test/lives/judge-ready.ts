import type { Properties } from "../../provider/engine/plain-json";
import type { LastReboot } from "../../provider/restart/reboot-state";
import { isUnproven } from "../../provider/restart/stored-proof";
import { isInitializationError } from "../../provider/serialize-error";
import type { LifeMachine } from "./machine";
import type { Report, Situation } from "./situation";

/** State keeps these outputs of a reboot: a restart that was proven stays proven, whatever is not ready after it. */
export function judgeProofKept({ call }: Situation, outputs: Properties, report: Report): void {
  const before = lastIn(call.olds);
  const after = lastIn(outputs);
  if (call.kind !== "reboot" || before?.evidence === undefined || isUnproven(before)) return;
  if (after === undefined) report(3, "state forgets a restart that was proven");
  else if (after.requested === before.requested && after.evidence !== before.evidence)
    report(3, `a proven restart (${before.evidence}) is kept as ${after.evidence ?? "not finished"}`);
}

/** A reboot was created or updated: it says that a host has become ready, and so it has. */
export function judgeReady(
  machine: LifeMachine,
  { call, isDisturbed }: Situation,
  outputs: Properties,
  report: Report,
): void {
  const { ready, change } = lastIn(outputs) ?? {};
  const before = lastIn(call.olds);
  const isNew = ready !== undefined && (before?.ready === undefined || before.change !== change);
  const { service } = machine.hindrances;
  if (isNew && !isDisturbed && service !== "runs")
    report(3, `${machine} is ready, but its service ${service}`);
  if (((outputs.notReady ?? []) as readonly string[]).length > 0)
    report(3, `a success of ${machine}, which is not ready: ${outputs.notReady}`);
}

/** Where a run ends with NOT_READY that is true, and state keeps the proof of the restart before it, and what is not ready. */
export function judgeNotReady(
  { call, machine, isDisturbed }: Situation,
  text: string | undefined,
  error: unknown,
  report: Report,
): void {
  const left = isInitializationError(error) ? error.properties : undefined;
  if (text?.startsWith("NOT_READY") !== true) return;
  if (((left?.notReady ?? []) as readonly string[]).length === 0)
    report(3, `NOT_READY of ${machine}, and state does not tell what is not ready`);
  const last = lastIn(left);
  const isNew = last !== undefined && last.requested !== lastIn(call.olds)?.requested;
  if (isNew && (last.evidence === undefined || isUnproven(last)))
    report(3, `NOT_READY of ${machine}, whose restart is kept as ${last.evidence ?? "not finished"}`);
  if (machine.hindrances.service === "runs" && !isDisturbed) report(3, `NOT_READY of ${machine}, which is`);
}

function lastIn(outputs: Properties | undefined): LastReboot | undefined {
  return outputs?.lastReboot as LastReboot | undefined;
}
