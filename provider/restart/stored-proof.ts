import { type BootSnapshot, machineDoubt } from "../nat-traversal/boot-snapshot";
import type { LastReboot } from "./reboot-state";

/**
 * What state remembers of a restart, as far as the host that answers bears it out. A restart of another machine is none of this one, and
 * the boot from before a restart, back with its marker, refutes every proof: a proof that came from another machine, or a virtual
 * machine that was reverted to a checkpoint. Pure.
 */
export function believedReboot(last: LastReboot | undefined, now: BootSnapshot): LastReboot | undefined {
  if (last === undefined) return undefined;
  const machine = last.after?.machine ?? last.before?.machine;
  if (machine !== undefined && machineDoubt({ machine }, now) !== undefined) return undefined;
  return last.evidence !== undefined && isBootBefore(last, now) ? undefined : last;
}

/** Whether a host with a marker is in the boot from before that restart; without a marker nothing tells. */
function isBootBefore({ before, after }: LastReboot, now: BootSnapshot): boolean {
  if (now.marker.state !== "present") return false;
  // Earlier versions kept no boot after the restart.
  if (after === undefined) return true;
  const numbers = [
    [before?.bootEventRecord, after.bootEventRecord, now.bootEvent],
    [before?.bootId, after.bootId, now.bootId],
  ] as const;
  for (const [was, became, is] of numbers) {
    if (is === undefined || became === undefined) continue;
    if (is === became) return false;
    if (is === was) return true;
  }
  return now.marker.text !== undefined && now.marker.text === before?.marker;
}
