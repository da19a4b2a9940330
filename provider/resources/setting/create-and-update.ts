import type { Host } from "../../hosts/host";
import { overOneConnection } from "../../hosts/same-connection";
import { isDeclared } from "../../nat-traversal/behind-nat";
import { sameEffect } from "../../nat-traversal/nat-traversal-value";
import type { Observation } from "../../nat-traversal/observation";
import { otherSetting } from "../../nat-traversal/original-value";
import { settingInputNames } from "../../nat-traversal/setting-inputs";
import type { SettingInputs, SettingOutputs } from "../../nat-traversal/setting-state";
import { type LifecycleContext, PartialFailureError, resourceIdFor } from "../context";
import { markAddressManaged } from "../ownership";
import { sameData } from "../same-inputs";
import { statusLine } from "../status-line";
import { type BootLog, observeAgain, withBootLog } from "./boot-event";
import { type ConvergeWork, converge, timeoutsOf } from "./converge";
import { needsHost } from "./diff";
import { isHostLost } from "./lost-host";
import { checkMachine, differentMachine, observe } from "./observe";
import { toldOfRestart } from "./pending-restart";
import { restore } from "./restore";
import {
  inputsOf,
  lastVisitOf,
  type StoredSetting,
  storedApplied,
  storedRegistryKey,
} from "./stored-setting";

/**
 * Updates the setting. Where only options changed no host is contacted; where only the connection changed, it is observed once, and nothing is
 * written as long as the value is as declared. Throws DifferentMachineError, before anything is written, if another machine
 * answers and `acceptMachine` is not set; PartialFailureError once the value may have changed unseen.
 */
export async function updateSetting(
  context: LifecycleContext,
  id: string,
  olds: StoredSetting,
  news: SettingInputs,
): Promise<{ outs: SettingOutputs }> {
  if (!needsHost(olds, news)) {
    const { changeId, machine, previous } = olds;
    markAddressManaged(context, news.connection, { id, changeId, machine, previous });
    return { outs: sayingWhatIsLeft(context, toldOfRestart(news, withInputs(olds, news))) };
  }
  const outs = await withBootLog(async (bootLog) => {
    const { host, work } = await begin(context, { id, olds, news, bootLog }).catch((error: unknown) => {
      throw keepingWaysOut(error, id, olds, news);
    });
    return converge(context, host, work);
  });
  return { outs: sayingWhatIsLeft(context, outs) };
}

async function begin(
  context: LifecycleContext,
  { id, olds, news, bootLog }: Omit<UpdateRequest, "observation">,
): Promise<{ readonly host: Host; readonly work: ConvergeWork }> {
  const host = overOneConnection(await context.connect(news.connection, timeoutsOf(news)));
  context.log.progress("reading the current value");
  const observation =
    bootLog === "read"
      ? await observeAgain(host, news.registryKey, { id, lastVisit: olds })
      : await observe(host, news.registryKey);
  return { host, work: await prepare(context, host, { id, olds, news, observation, bootLog }) };
}

/** The options that decide what a delete does with a host that is lost. */
const leaveOptions = ["onUnreachable", "onDelete"] as const;

/**
 * The error; where the host is lost and the program now says how to let go of it, one whose state says so too. Else an update that
 * cannot succeed would keep the very options from the state that end it.
 */
function keepingWaysOut(error: unknown, id: string, olds: StoredSetting, news: SettingInputs): unknown {
  const isChanged = leaveOptions.some((name) => !sameData(olds[name], news[name]));
  if (!isHostLost(error) || !isChanged) return error;
  const absentInputs = Object.fromEntries(settingInputNames.map((name) => [name, undefined]));
  const { onUnreachable, onDelete } = news;
  const properties = { ...absentInputs, ...olds, onUnreachable, onDelete };
  const next =
    "Nothing was written. The new onUnreachable and onDelete are saved, and a destroy follows them; every other change waits until the host answers.";
  return new PartialFailureError(id, properties, [error.message, next], { cause: error });
}

interface UpdateRequest {
  readonly id: string;
  readonly olds: StoredSetting;
  readonly news: SettingInputs;
  readonly observation: Observation;
  readonly bootLog: BootLog;
}

async function prepare(
  context: LifecycleContext,
  host: Host,
  { id, olds, news, observation, bootLog }: UpdateRequest,
): Promise<ConvergeWork> {
  const check = checkMachine(host.name, olds.machine, observation.machine);
  const work = {
    id,
    inputs: news,
    observation,
    machine: check.machine,
    appliedAfter: olds.__appliedAfter,
    bootLog,
    warnings: check.warnings,
  };
  if (check.result === "different") {
    if (news.acceptMachine !== true) {
      throw differentMachine(host.name, "update the setting", olds.machine, observation.machine);
    }
    const accepted =
      "Another machine was accepted, because acceptMachine is set; the previous machine is no longer managed.";
    return { ...work, warnings: [accepted] };
  }
  if (observation.registryPath !== olds.registryPath) return moveToOtherKey(context, host, work, olds);
  const warnings = [...work.warnings, ...otherSetting([id, olds.__appliedAfter], observation)];
  const lastVisit = lastVisitOf(id, olds, observation);
  // The current value, if it is kept, may be newer than the change that the state names: nothing has been restarted for it yet.
  const ours = sameEffect(storedApplied(olds, observation.value), observation.value);
  if (!ours && isDeclared(news.behindNat)) return { ...work, warnings, lastVisit };
  const { changeId, changedAt } = olds;
  return { ...work, warnings, lastVisit, lastChange: { changeId, changedAt } };
}

/** Does delete's work on the previous key; the new key is then met for the first time. */
async function moveToOtherKey(
  context: LifecycleContext,
  host: Host,
  work: ConvergeWork,
  olds: StoredSetting,
): Promise<ConvergeWork> {
  context.log.progress(`restoring the value under ${olds.registryPath}`);
  const before = await observe(host, storedRegistryKey(olds));
  const { said, warn } = await restore(host, { id: work.id, stored: olds, observation: before, deleted: [] });
  context.log.info(`${olds.registryPath}: ${said}`);
  const { marker } = work.observation;
  // The marker is about the other key: the values it names were not here.
  const observation: Observation = {
    ...work.observation,
    marker: marker.state === "present" ? { state: "absent" } : marker,
  };
  return { ...work, observation, warnings: warn ? [...work.warnings, said] : work.warnings };
}

/** The state with other inputs and everything else as it was. */
function withInputs(olds: StoredSetting, news: SettingInputs): SettingOutputs {
  const inputNames = Object.keys(inputsOf(olds));
  const computed = Object.entries(olds).filter(([name]) => !inputNames.includes(name));
  return { ...Object.fromEntries(computed), ...inputsOf(news) } as unknown as SettingOutputs;
}

/**
 * Creates the setting: observes the host, notes the boot event, then adopts what is already as declared, or writes and reads back. Three
 * round trips.
 * Throws PartialFailureError once the value may have changed unseen; every other error left the value as it was.
 */
export async function createSetting(
  context: LifecycleContext,
  inputs: SettingInputs,
): Promise<{ id: string; outs: SettingOutputs }> {
  // It follows from the URN, so that a create that was killed finds its own marker again.
  const id = resourceIdFor(context.urn);
  const outs = await withBootLog(async (bootLog) => {
    const host = overOneConnection(await context.connect(inputs.connection, timeoutsOf(inputs)));
    context.log.progress("reading the current value");
    const observation = await observe(host, inputs.registryKey);
    const work = { id, inputs, observation, machine: observation.machine, warnings: [], bootLog };
    return converge(context, host, work);
  });
  return { id, outs: sayingWhatIsLeft(context, outs) };
}

/** The outputs, after the summary of the run was told of a setting that is not active; with a `Reboot`, that one tells it. */
function sayingWhatIsLeft({ log }: LifecycleContext, outs: SettingOutputs): SettingOutputs {
  const line = outs.__rebootFollows === true ? undefined : statusLine(outs);
  // A restart that nobody asked for is the usual end of such a run, no fault in it.
  if (line !== undefined) (outs.status === "rebootPending" ? log.info : log.warning)(line);
  return outs;
}
