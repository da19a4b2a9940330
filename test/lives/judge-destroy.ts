import type { Properties } from "../../provider/engine/plain-json";
import { describeValue, type RegistryValue, sameValue } from "../../provider/windows/registry-value";
import type { LifeMachine } from "./machine";
import { type Memory, previousInMarker, type Report, type Situation } from "./situation";

/**
 * The last setting of a machine was destroyed with success: the machine must hold what was there before the first write, unless somebody
 * else's value is there. `isThere`: the machine answers at the address now.
 */
export function judgeDestroy(
  machine: LifeMachine,
  memory: Memory,
  situation: Situation,
  isThere: boolean,
  report: Report,
): void {
  const { call, live, changedBy, changesByOthers } = situation;
  const { olds = {} } = call;
  if (olds.onDelete === "keep") return;
  const forgets = (olds.onUnreachable as Properties | undefined)?.delete === "forget";
  if (machine !== situation.machine && !isThere) {
    if (!forgets) report(4, `a destroy forgot ${machine.name} while ${situation.machine.name} answered`);
    return;
  }
  // What another hand did in the middle may have come before the look or after it.
  if (machine.changesByOthers !== changesByOthers) {
    memory.original = undefined;
    return;
  }
  const isWritten = !sameValue(live, machine.live);
  const isOurs = changedBy === "pulumi" || sameValue(live, olds.applied as RegistryValue);
  if (!isOurs) {
    if (isWritten && olds.overwriteForeignChange !== true) {
      report(4, `a destroy replaced ${describeValue(live)}, which another hand had set`);
    }
    if (isWritten) memory.original = undefined;
    return;
  }
  const target = olds.onDelete === "remove" ? [{ type: "absent" as const }] : memory.original;
  const isRestored = target?.some((value) => sameValue(value, machine.live)) === true;
  if (isRestored) {
    memory.original = undefined;
    memory.unsaved = false;
    return;
  }
  // A run that was killed, or a delete that lost its link, told no state of its write; without a marker nobody can know whose value it is.
  const isUntold = memory.unsaved || memory.isLeftByDelete;
  const isUnknown = isUntold && previousInMarker(machine) === undefined;
  if (!isWritten && (forgets || isUnknown)) return;
  const truth = target?.map(describeValue).join(" or ") ?? "nothing known";
  report(4, `a destroy left ${describeValue(machine.live)} on ${machine.name}; wanted: ${truth}`);
}
