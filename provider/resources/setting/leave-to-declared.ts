import { TwoOwnersError } from "../../errors";
import { addressOf } from "../../hosts/connect";
import { compareMachines, describeMachine, isOneMachine } from "../../nat-traversal/machine";
import type { Observation } from "../../nat-traversal/observation";
import { describeValue, sameValue } from "../../windows/registry-value";
import type { LifecycleContext, ProgressLog } from "../context";
import { type Declaration, declaredOn } from "../declared";
import { differentMachine } from "./observe";
import type { StoredSetting } from "./stored-setting";

/**
 * Leaves the host, without connecting, to the resource that the program declares at the same address, and says so. Throws
 * DifferentMachineError where that is known to be another machine: nobody looks after the setting's own one then.
 */
export function leaveToDeclared(
  log: ProgressLog,
  id: string,
  olds: StoredSetting,
  declaration: Declaration,
): void {
  const { urn, trace } = declaration;
  const { host } = addressOf(olds.connection);
  const seen = trace.machine ?? {};
  if (compareMachines(olds.machine, seen).result === "different") {
    if (trace.id !== id) {
      const operation = "restore the original value";
      throw differentMachine(
        host,
        operation,
        olds.machine,
        seen,
        `Nothing was written; ${urn} declares its setting there.`,
      );
    }
    log.warning(
      `${host}: replaced, and another machine answers there now. The value on the one before (${describeMachine(olds.machine)}) was not restored; the original one was ${describeValue(olds.previous)}.`,
    );
    return;
  }
  const left = leftTo(host, declaration);
  const { previous } = trace;
  if (previous === undefined || sameValue(previous, olds.previous)) log.info(left);
  else {
    log.warning(
      `${left}. Its delete restores ${describeValue(previous)}; the original value that this resource knew (${describeValue(olds.previous)}) is no longer kept.`,
    );
  }
}

function leftTo(host: string, { urn, isManaged }: Declaration): string {
  const why = isManaged ? "manages the setting there in the same run" : "declares the setting there";
  return `${host}: left alone, because ${urn} ${why}`;
}

/**
 * Whether a delete leaves a machine to a resource that the program declares at another address. An identity is only what a host says of
 * itself: the marker of that resource proves that both addresses lead to one machine, and its absence, where this run left one, that
 * they do not. Throws TwoOwnersError where neither is so.
 */
export function leavesToSameIdentity(
  { run, log }: LifecycleContext,
  host: string,
  id: string,
  olds: Pick<StoredSetting, "machine" | "changeId">,
  { machine, marker }: Pick<Observation, "machine" | "marker">,
): boolean {
  const declared = declaredOn(run, machine, { id, changeId: olds.changeId });
  if (declared === undefined) return false;
  const { urn, trace, isManaged } = declared;
  const markedBy = marker.state === "present" ? marker.marker.id : undefined;
  if (markedBy !== undefined && markedBy === trace.id) {
    // A clone has another name, and the declared one bears it: the setting's own machine is somewhere else.
    if (!isOneMachine(olds.machine, machine)) {
      const hint = `Nothing was written; it is the machine of ${urn}, a clone of this one or this one renamed.`;
      throw differentMachine(host, "restore the original value", olds.machine, machine, hint);
    }
    log.info(leftTo(host, declared));
    return true;
  }
  if (markedBy !== undefined && isManaged && trace.marked === true) {
    log.warning(
      `${host}: the host at ${trace.address} (${urn}) claims the same identity (${describeMachine(machine)}), but is another machine: its marker is not here`,
    );
    return false;
  }
  throw new TwoOwnersError({
    operation: "restore the original value",
    host,
    problem: `${urn} declares its setting at ${trace.address}, where a machine of the same identity answers (${describeMachine(machine)}), and nothing tells whether that is this machine`,
    hint: "Nothing was written. If it is this machine, drop this resource; if not, give one of the two a MachineGuid and a name of its own.",
  });
}
