import { addressOf } from "../../hosts/connect";
import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { findingsOf } from "../../nat-traversal/findings";
import type { MarkerReading } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import { type ConvergePlan, evaluateConverged, planConverge } from "../../nat-traversal/plan";
import type { SettingInputs, SettingOutputs } from "../../nat-traversal/setting-state";
import type { LastVisit } from "../../nat-traversal/value-at-boot";
import type { MachineIdentity } from "../../windows/identity";
import { describeValue, sameValue } from "../../windows/registry-value";
import { type LifecycleContext, PartialFailureError } from "../context";
import { markManaged, noteMarked, unmarkManaged } from "../ownership";
import { type BootLog, noteBootEvent } from "./boot-event";
import { toldOfRestart } from "./pending-restart";
import { backUp, requireElevation } from "./prepare-write";
import { inputsOf, type SuccessionTrace } from "./stored-setting";
import { write } from "./write";

/** What create and update bring to a host that was observed. */
export interface ConvergeWork {
  readonly id: string;
  readonly inputs: SettingInputs;
  readonly observation: Observation;
  /** The machine as the state will keep it. */
  readonly machine: MachineIdentity;
  /** What the state keeps; undefined at first contact. */
  readonly lastVisit?: LastVisit | undefined;
  /** Names and dates the change that led to the current value; undefined where that is a new one, as at first contact. */
  readonly lastChange?: Change | undefined;
  /** The other setting whose marker was on the host when this one applied its value. */
  readonly appliedAfter?: string | undefined;
  /** What was found on the way here. */
  readonly warnings: readonly string[];
  readonly bootLog: BootLog;
}

type Change = Pick<SettingOutputs, "changeId" | "changedAt">;

/**
 * Brings an observed host to what is declared: plan, note the boot event, claim the machine, prepare, write and read back, evaluate. Idempotent:
 * what is already as declared is adopted. Throws PartialFailureError where the value may have changed unseen.
 */
export async function converge(
  context: LifecycleContext,
  host: Host,
  given: ConvergeWork,
): Promise<SettingOutputs & SuccessionTrace> {
  const { work, plan } = await planWithBootEvent(host, given);
  const change = work.lastChange !== undefined && !plan.changed ? work.lastChange : newChange(context);
  markManaged(context, work.inputs.connection, work.machine, { id: work.id, previous: plan.previous });
  try {
    await prepareWrite(context, host, work, plan);
    const found = await writePlan(context, host, work, plan, change);
    noteMarked(context, isMarkerOf(work.id, found.marker));
    return outputsOf(work, plan, change, found);
  } catch (error) {
    const untouched = work.lastVisit === undefined && !(error instanceof PartialFailureError);
    if (untouched) unmarkManaged(context);
    throw error;
  }
}

/** The plan, with the boot event noted where the host is met for the first time, or something will be written. */
async function planWithBootEvent(
  host: Host,
  given: ConvergeWork,
): Promise<{ readonly work: ConvergeWork; readonly plan: ConvergePlan }> {
  const plan = planOf(host, given);
  if (plan.write === undefined && plan.marker === undefined && given.lastVisit !== undefined) {
    return { work: given, plan };
  }
  const work = { ...given, observation: await noteBootEvent(host, given.observation, given.bootLog) };
  return { work, plan: planOf(host, work) };
}

/** The time-outs that apply. */
export function timeoutsOf({ timeouts }: Pick<SettingInputs, "timeouts">): Timeouts {
  return { ...defaultTimeouts, ...timeouts };
}

/** A name and a date for a change that is made, or first seen, now. */
export function newChange(context: LifecycleContext): Change {
  return { changeId: context.newChangeId(), changedAt: new Date(context.clock.now()).toISOString() };
}

function planOf(host: Host, { id, inputs, observation, lastVisit }: ConvergeWork): ConvergePlan {
  const { behindNat, onDelete, bootMarker } = inputs;
  const occasion = lastVisit === undefined ? "create" : "update";
  return planConverge({
    id,
    host: host.name,
    behindNat,
    onDelete,
    bootMarker,
    occasion,
    observation,
    lastVisit,
  });
}

/** What must hold before anything is written: rights, and the backup before the first write of the value. */
async function prepareWrite(
  context: LifecycleContext,
  host: Host,
  { inputs, observation, lastVisit }: ConvergeWork,
  plan: ConvergePlan,
): Promise<void> {
  if (plan.write !== undefined || plan.marker !== undefined) await requireElevation(host);
  const neverWritten = lastVisit === undefined || sameValue(lastVisit.previous, lastVisit.applied);
  if (inputs.backup !== undefined && plan.write !== undefined && neverWritten) {
    await backUp(context, host, observation.registryPath, inputs.backup.hostDirectory);
  }
}

/** What was read back after the plan was carried out, or what was observed where there was nothing to write. */
type Found = Pick<Observation, "value" | "marker">;

async function writePlan(
  context: LifecycleContext,
  host: Host,
  work: ConvergeWork,
  plan: ConvergePlan,
  change: Change,
): Promise<Found> {
  const { registryPath, value, marker } = work.observation;
  if (plan.write === undefined && plan.marker === undefined) return { value, marker };
  const what = plan.write === undefined ? "writing the marker" : `writing ${describeValue(plan.write)}`;
  context.log.progress(`${what} and reading it back`);
  const result = await write(host, { registryPath, write: plan.write, marker: plan.marker }, value);
  if (result.kind === "done") return result;
  if (result.untouched) throw result.error;
  throw unfinished(host, work, plan, change, result.error);
}

function unfinished(
  host: Host,
  work: ConvergeWork,
  plan: ConvergePlan,
  change: Change,
  cause: unknown,
): PartialFailureError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const statusReason = `It is not certain that ${describeValue(plan.applied)} is set: the write could not be confirmed.`;
  const next = `It is not known whether ${host.name} now has ${describeValue(plan.applied)}. The state keeps the original value (${describeValue(plan.previous)}); the next update reads the host and continues, and destroy restores it.`;
  const properties = {
    ...known(work, plan, change),
    ...(work.lastVisit === undefined ? {} : { __appliedBefore: work.lastVisit.applied }),
    ...markerBefore(work),
    valueAtBoot: plan.boot.valueAtBoot,
    bootEvidence: plan.boot.bootEvidence,
    status: "unknown",
    statusReason,
    warnings: work.warnings,
  };
  return new PartialFailureError(work.id, properties, [problem, next], { cause });
}

/** The other setting whose marker was there before the write, and is still there if the write did not come to that. */
function markerBefore({ id, observation }: ConvergeWork): SuccessionTrace {
  const { marker } = observation;
  return marker.state === "present" && marker.marker.id !== id ? { __appliedAfter: marker.marker.id } : {};
}

function outputsOf(
  work: ConvergeWork,
  plan: ConvergePlan,
  change: Change,
  found: Found,
): SettingOutputs & SuccessionTrace {
  const { observation, inputs, warnings } = work;
  const evaluation = evaluateConverged({ plan, observation, live: found.value, marker: found.marker });
  return {
    ...known(work, plan, change),
    registryValue: found.value,
    ...toldOfRestart(inputs, evaluation),
    ...successionOf(work, plan, found),
    warnings: [...warnings, ...plan.warnings, ...markerWarnings(work.id, plan, found.marker)],
  };
}

/**
 * The other setting whose marker stays on the host although this one applied its value after it: without a marker of its own, nothing on
 * the host tells that this one was the last.
 */
function successionOf(work: ConvergeWork, plan: ConvergePlan, { marker }: Found): SuccessionTrace {
  if (marker.state !== "present" || marker.marker.id === work.id) return {};
  const appliedNow = plan.changed || work.lastVisit === undefined;
  return appliedNow || work.appliedAfter === marker.marker.id ? { __appliedAfter: marker.marker.id } : {};
}

/** What is known before the write, and stays so whatever becomes of it. */
function known({ inputs, observation, machine }: ConvergeWork, plan: ConvergePlan, change: Change) {
  return {
    ...inputsOf(inputs),
    host: addressOf(inputs.connection).host,
    registryPath: observation.registryPath,
    previous: plan.previous,
    applied: plan.applied,
    ...change,
    osVersion: observation.osVersion,
    machine,
    findings: findingsOf(observation),
    __stateVersion: 1 as const,
  };
}

function isMarkerOf(id: string, reading: MarkerReading): boolean {
  return reading.state === "present" && reading.marker.id === id;
}

function markerWarnings(id: string, plan: ConvergePlan, found: MarkerReading): string[] {
  if (plan.marker === undefined) return [];
  return isMarkerOf(id, found)
    ? []
    : [
        "Could not write the marker of this boot: only BootId shows a restart, and the original value is lost if a run is killed.",
      ];
}
