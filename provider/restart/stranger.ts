import { DifferentMachineError } from "../errors";
import { type BootSnapshot, machineDoubt } from "../nat-traversal/boot-snapshot";
import { describeMachine } from "../nat-traversal/machine";

/** Throws DifferentMachineError where another machine answers, or may: what it shows is nothing to us. */
export function refuseStranger(host: string, before: BootSnapshot, now: BootSnapshot): void {
  const doubt = machineDoubt(before, now);
  if (doubt === undefined) return;
  throw new DifferentMachineError({
    operation: "restart the computer",
    host,
    problem: `${doubt}: expected ${describeMachine(before.machine ?? {})}, found ${describeMachine(now.machine ?? {})}`,
    hint: "It was not restarted. Find out where the address leads, then run `pulumi up` again.",
  });
}
