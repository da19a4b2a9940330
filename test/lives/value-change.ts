import type { LifeMachine } from "./machine";

/** A change of the value: which one of a machine. */
export interface ValueChange {
  readonly machine: LifeMachine;
  readonly number: number;
}

/** The last change, if Pulumi made it and there had been only so many before. */
export function changeByPulumi(machine: LifeMachine, before: number): ValueChange | undefined {
  const isNew = machine.changedBy === "pulumi" && machine.changes > before;
  return isNew ? { machine, number: machine.changes } : undefined;
}

/** Whether this is the change that led to the present value. */
export function isLastChange(machine: LifeMachine, change: ValueChange | undefined): boolean {
  return change?.machine === machine && change.number === machine.changes;
}
