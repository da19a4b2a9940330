import { addressOf, type Connection } from "../../hosts/connect";
import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { findingsOf } from "../../nat-traversal/findings";
import type { MarkerReading } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import { type ConvergePlan, evaluateConverged, planConverge } from "../../nat-traversal/plan";
import type { SettingInputs, SettingOutputs } from "../../nat-traversal/setting-state";
import type { Evaluation } from "../../nat-traversal/status";
import type { LastVisit } from "../../nat-traversal/value-at-boot";
import type { MachineIdentity } from "../../windows/identity";
import { describeValue, type RegistryValue, sameValue } from "../../windows/registry-value";
import { leadsToThisMachine } from "../address";
import { type LifecycleContext, PartialFailureError } from "../context";
import { markManaged, unmarkManaged } from "../ownership";
import { backUp, requireElevation } from "./prepare-write";
import { inputsOf } from "./stored-setting";
import { write } from "./write";

/** What create and update bring to a host that was looked at. */
export interface ConvergeWork {
  readonly id: string;
  readonly inputs: SettingInputs;
  readonly observation: Observation;
  /** The machine as it is to be kept in state. */
  readonly machine: MachineIdentity;
  /** What the state keeps; undefined at first contact. */
  readonly lastVisit?: LastVisit | undefined;
  /** Names and dates the change that brought about what is there; undefined where that is a new one, as at first contact. */
  readonly lastChange?: Pick<SettingOutputs, "changeId" | "changedAt"> | undefined;
  /** What was found while getting here. */
  readonly warnings: readonly string[];
}

/** Brings about what is declared, on a host that was looked at: plan, back up, write, judge. Idempotent: what is so is adopted. */
export async function converge(
  context: LifecycleContext,
  host: Host,
  work: ConvergeWork,
): Promise<SettingOutputs> {
  const { inputs, observation } = work;
  const plan = planConverge({
    id: work.id,
    host: host.name,
    behindNat: inputs.behindNat,
    onDelete: inputs.onDelete,
    bootMarker: inputs.bootMarker,
    occasion: work.lastVisit === undefined ? "create" : "update",
    observation,
    lastVisit: work.lastVisit,
  });
  markManaged(context, inputs.connection, work.machine);
  const change = changeOf(context, work, plan);
  const found = await backUpAndCarryOut(context, host, work, plan, change).catch((error: unknown) => {
    if (work.lastVisit === undefined && !(error instanceof PartialFailureError))
      unmarkManaged(context, inputs.connection);
    throw error;
  });
  const evaluation = evaluateConverged({ plan, observation, live: found.value, marker: found.marker });
  return {
    ...known(work, plan, change),
    registryValue: found.value,
    ...withRestartAdvice(inputs.connection, evaluation),
    warnings: [...work.warnings, ...plan.warnings, ...markerWarnings(plan, found.marker)],
  };
}

/** The time-outs that apply. */
export function timeoutsOf({ timeouts }: Pick<SettingInputs, "timeouts">): Timeouts {
  return { ...defaultTimeouts, ...timeouts };
}

type Change = Pick<SettingOutputs, "changeId" | "changedAt">;

function changeOf(context: LifecycleContext, { lastChange }: ConvergeWork, plan: ConvergePlan): Change {
  if (lastChange !== undefined && !plan.changed) return lastChange;
  return newChange(context);
}

/** A name and a date for a change that is met now. */
export function newChange(context: LifecycleContext): Change {
  return { changeId: context.newChangeId(), changedAt: new Date(context.clock.now()).toISOString() };
}

async function backUpAndCarryOut(
  context: LifecycleContext,
  host: Host,
  work: ConvergeWork,
  plan: ConvergePlan,
  change: Change,
): ReturnType<typeof carryOut> {
  const { inputs, observation, lastVisit } = work;
  if (plan.write !== undefined || plan.marker !== undefined) await requireElevation(host);
  const neverWritten = lastVisit === undefined || sameValue(lastVisit.previous, lastVisit.applied);
  if (inputs.backup !== undefined && plan.write !== undefined && neverWritten) {
    await backUp(context, host, observation.registryPath, inputs.backup.hostDirectory);
  }
  return carryOut(context, host, work, plan, change);
}

/** Writes what the plan says and reads it back; throws UnfinishedError where the value may have changed unseen. */
async function carryOut(
  context: LifecycleContext,
  host: Host,
  work: ConvergeWork,
  plan: ConvergePlan,
  change: Change,
): Promise<{ readonly value: RegistryValue; readonly marker: MarkerReading }> {
  const { registryPath, value, marker } = work.observation;
  if (plan.write === undefined && plan.marker === undefined) return { value, marker };
  const what = plan.write === undefined ? "writing the marker" : `writing ${describeValue(plan.write)}`;
  context.log.progress(`${host.name}: ${what} and reading it back`);
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
  const statusReason = `Writing ${describeValue(plan.applied)} was interrupted, and the value could not be read back.`;
  const next = `It is not known whether ${host.name} now has ${describeValue(plan.applied)}. The state keeps the original value (${describeValue(plan.previous)}); the next update reads the host and continues, and destroy restores it.`;
  const properties = {
    ...known(work, plan, change),
    ...(work.lastVisit === undefined ? {} : { __appliedBefore: work.lastVisit.applied }),
    valueAtBoot: plan.boot.valueAtBoot,
    bootEvidence: plan.boot.bootEvidence,
    status: "unknown",
    statusReason,
    warnings: work.warnings,
  };
  return new PartialFailureError(work.id, properties, [problem, next], { cause });
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

function markerWarnings(plan: ConvergePlan, found: MarkerReading): string[] {
  if (plan.marker === undefined) return [];
  const isThere = found.state === "present" && found.marker.id === plan.marker.id;
  return isThere
    ? []
    : [
        "Could not write the marker of this boot: only BootId shows a restart, and the original value is lost if a run is killed.",
      ];
}

/** The judgement, with what is left to do where it is the user's own machine that waits for its restart: Pulumi cannot restart it. */
export function withRestartAdvice(connection: Connection, evaluation: Evaluation): Evaluation {
  if (evaluation.status !== "rebootPending" || !leadsToThisMachine(connection)) return evaluation;
  // Fast Startup keeps the kernel session over a shutdown, and the services with it.
  const hint = "Choose Restart: with Fast Startup, shutting down and powering on does not count.";
  return { ...evaluation, statusReason: `${evaluation.statusReason} ${hint}` };
}
