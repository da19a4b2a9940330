import { UnreachableError } from "../../errors";
import { findingsOf } from "../../nat-traversal/findings";
import { describeMachine } from "../../nat-traversal/machine";
import { isSatisfiedBy, sameEffect, wordFor } from "../../nat-traversal/nat-traversal-value";
import type { Observation } from "../../nat-traversal/observation";
import { otherSetting } from "../../nat-traversal/original-value";
import { evaluateStatus } from "../../nat-traversal/status";
import { type RegistryValue, sameValue } from "../../windows/registry-value";
import type { LifecycleContext } from "../context";
import { observeAgain } from "./boot-event";
import { newChange, timeoutsOf } from "./converge";
import { checkMachine, differentMachine } from "./observe";
import { toldOfRestart } from "./pending-restart";
import {
  declaredIn,
  inputsOf,
  lastVisitOf,
  type StoredSetting,
  storedApplied,
  storedRegistryKey,
} from "./stored-setting";

/** What a refresh found, as the engine wants it: as outputs, and as inputs, so that a preview shows the drift. */
export interface SettingReading {
  readonly id: string;
  readonly props: StoredSetting;
  readonly inputs: ReturnType<typeof inputsOf<StoredSetting>>;
}

/**
 * Observes the host and writes nothing. Never reports the resource as deleted: an absent value is drift, and a host that cannot be
 * reached is an error, unless `onUnreachable.refresh` is "keep". Throws DifferentMachineError if another machine answers.
 */
export async function readSetting(
  context: LifecycleContext,
  id: string,
  olds: StoredSetting,
): Promise<SettingReading> {
  try {
    const host = await context.connect(olds.connection, timeoutsOf(olds));
    context.log.progress("reading the current value");
    const observation = await observeAgain(host, storedRegistryKey(olds), { id, lastVisit: olds });
    return reading(id, seenAt(context, id, olds, observation));
  } catch (error) {
    if (!(error instanceof UnreachableError) || olds.onUnreachable?.refresh !== "keep") throw error;
    context.log.warning(`kept the old state, because onUnreachable.refresh is "keep". ${error.message}`);
    return reading(id, { ...olds, status: "unknown", statusReason: error.message });
  }
}

function reading(id: string, props: StoredSetting): SettingReading {
  return { id, props, inputs: inputsOf(props) };
}

/** The state with what was seen in place of what was known. */
function seenAt(
  context: LifecycleContext,
  id: string,
  olds: StoredSetting,
  observation: Observation,
): StoredSetting {
  const { host } = olds;
  const check = checkMachine(host, olds.machine, observation.machine);
  if (check.result === "different") return seenOnOtherMachine(olds, observation);
  const { value } = observation;
  const lastVisit = lastVisitOf(id, olds, observation);
  // A write whose run was killed before the state was saved: without a new name no restart would follow it.
  const unnamed = !sameEffect(lastVisit.applied, storedApplied(olds, value));
  return {
    ...settled(olds, value),
    behindNat: wordNow(olds, value),
    registryValue: value,
    applied: lastVisit.applied,
    ...(unnamed ? newChange(context) : {}),
    ...toldOfRestart(olds, evaluateStatus({ id, observation, lastVisit })),
    osVersion: observation.osVersion,
    machine: check.machine,
    findings: findingsOf(observation),
    warnings: [...check.warnings, ...otherSetting([id, olds.__appliedAfter], observation)],
  };
}

/** The state without the doubt that an interrupted write has left, if the current value ends it. */
function settled(olds: StoredSetting, value: RegistryValue): StoredSetting {
  const { __appliedBefore, ...others } = olds;
  const possible = __appliedBefore === undefined ? [] : [__appliedBefore, olds.applied];
  return possible.some((each) => sameValue(each, value)) ? others : olds;
}

/**
 * Where the program accepts another machine, the drift is that this one is not accepted yet: without `acceptMachine` in
 * state the next update is due, and meets the machine for the first time.
 */
function seenOnOtherMachine(olds: StoredSetting, { machine, value }: Observation): StoredSetting {
  const { acceptMachine, ...others } = olds;
  if (acceptMachine !== true) throw differentMachine(olds.host, "refresh the setting", olds.machine, machine);
  const what = `Another machine answers (${describeMachine(machine)}); an update accepts it, because acceptMachine is set.`;
  return {
    ...others,
    behindNat: wordNow(olds, value),
    registryValue: value,
    status: "unknown",
    statusReason: what,
    warnings: [what],
  };
}

/** The declared word as long as the current value satisfies it; else the word for that value. */
function wordNow(olds: StoredSetting, value: RegistryValue): string | number {
  const declared = declaredIn(olds);
  return declared !== undefined && isSatisfiedBy(value, declared) ? declared : wordFor(value);
}
