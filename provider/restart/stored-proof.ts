import { type BootSnapshot, machineDoubt } from "../nat-traversal/boot-snapshot";
import { lostInWords } from "./foreign-shutdown";
import type { LastReboot } from "./reboot-state";
import { mayRestart, type RestartState } from "./restart-state";

/** What the evidence of a restart begins with that nothing could prove. */
export const notProven = "not proven: ";

/** Whether a restart is over, and nothing could prove that it came. */
export function isUnproven({ evidence }: LastReboot): boolean {
  return evidence?.startsWith(notProven) === true;
}

/** Whether state must remember a restart: it may come or have come, or a shutdown of somebody else was lost for it. */
export function mustBeRemembered(last: LastReboot, state: RestartState): boolean {
  return mayRestart(state) || lostShutdown(last) !== undefined;
}

/** A sentence or more, and what is lost with a shutdown that was taken away for a restart of which nothing proves that it came. */
export function withLostShutdown(sentence: string, last: LastReboot | undefined): string {
  const lost = lostShutdown(last);
  return lost === undefined ? sentence : `${sentence} ${lost}`;
}

function lostShutdown(last: LastReboot | undefined): string | undefined {
  const isProven = last?.evidence !== undefined && !isUnproven(last);
  return isProven ? undefined : lostInWords(last?.foreign);
}

/**
 * What state remembers of a restart, as far as the host that answers bears it out. A restart of another machine is none of this one, and
 * the boot from before a restart refutes every proof: a proof that came from another machine, or a virtual machine that was reverted to a
 * checkpoint. A request that came to nothing is none. Pure.
 */
export function believedReboot(last: LastReboot | undefined, now: BootSnapshot): LastReboot | undefined {
  if (last === undefined || isElsewhere(last, now)) return undefined;
  if (last.evidence === undefined) return last.cameToNothing === true ? undefined : last;
  return isBootBefore(last, now) ? undefined : last;
}

/** How restarts of the machine that answers were undone so far: that something sets the value back is no less true in another boot. */
export function undoneSoFar(last: LastReboot | undefined, now: BootSnapshot): LastReboot["undone"] {
  return last === undefined || isElsewhere(last, now) ? undefined : last.undone;
}

function isElsewhere({ before, after }: LastReboot, now: BootSnapshot): boolean {
  const machine = after?.machine ?? before?.machine;
  return machine !== undefined && machineDoubt({ machine }, now) !== undefined;
}

/** Whether a host is in the boot from before that restart: by its event log, or where its marker is there. */
function isBootBefore({ before, after }: LastReboot, now: BootSnapshot): boolean {
  const byLog = isFirst(before?.bootEventRecord, after?.bootEventRecord, now.bootEvent);
  if (byLog !== undefined) return byLog;
  if (now.marker.state !== "present") return false;
  // Earlier versions kept no boot after the restart.
  if (after === undefined) return true;
  const byBootId = isFirst(before?.bootId, after.bootId, now.bootId);
  return byBootId ?? (now.marker.text !== undefined && now.marker.text === before?.marker);
}

/** Whether a number is that of before, and not that of after; undefined where it is neither. */
function isFirst(before?: number, after?: number, now?: number): boolean | undefined {
  if (now === undefined) return undefined;
  if (now === after) return false;
  return now === before ? true : undefined;
}
