import type { Properties } from "../../provider/engine/plain-json";
import { effectiveNumber } from "../../provider/nat-traversal/nat-traversal-value";
import { describeValue, type RegistryValue, sameValue } from "../../provider/windows/registry-value";
import type { LifeMachine } from "./machine";
import { isHidden, type Memory, type Report, type Situation } from "./situation";

/** Compares what state keeps of the value before the first write with what was there. */
export function judgePrevious(
  machine: LifeMachine,
  { original }: Memory,
  { call }: Situation,
  outputs: Properties,
  report: Report,
): void {
  const { olds = {} } = call;
  const previous = outputs.previous as RegistryValue;
  const isSameMachine = olds.machine !== undefined && machine.is(olds.machine);
  const isAccepted = olds.acceptMachine === true || outputs.acceptMachine === true;
  if (olds.machine !== undefined && !isSameMachine && !isAccepted) {
    report(4, `the state takes ${machine.name} for the machine that it knows`);
  }
  if (isSameMachine && !sameValue(olds.previous as RegistryValue, previous)) {
    report(4, `previous went from ${describe(olds.previous)} to ${describe(previous)}`);
  }
  if (original?.some((value) => sameValue(value, previous)) === false) {
    const truth = original.map(describeValue).join(" or ");
    report(4, `previous is ${describe(previous)}; before the first write there was ${truth}`);
  }
}

/** Compares a status, and the proof of a restart, with what Windows really did; `setting` is what the resource knows of the setting. */
export function judgeStatus(
  machine: LifeMachine,
  { writtenInBoot }: Memory,
  { call, machine: answering }: Situation,
  { outputs, setting }: { readonly outputs: Properties; readonly setting: Properties },
  report: Report,
): void {
  const applied = effectiveNumber(setting.applied as RegistryValue);
  if (outputs.status === "active" && machine.effectInForce !== applied && !isHidden(machine, applied)) {
    report(3, `"active" after ${call.method} of a ${call.kind}, but ${machine}: ${outputs.statusReason}`);
  }
  const evidence = evidenceIn(outputs);
  if (evidence === undefined || evidence === evidenceIn(call.olds ?? {})) return;
  if (machine.windows.boots <= writtenInBoot && !machine.hasOnlyBadBootId) {
    const where = `${machine} has not been restarted since the write (${answering.name} answered)`;
    report(3, `proven (${evidence}), but ${where}`);
  }
}

/** The evidence of a proven restart. */
function evidenceIn(outputs: Properties): string | undefined {
  const evidence = (outputs.lastReboot as Properties | undefined)?.evidence;
  return typeof evidence === "string" && !evidence.startsWith("not proven") ? evidence : undefined;
}

function describe(value: unknown): string {
  return value === undefined ? "nothing" : describeValue(value as RegistryValue);
}
