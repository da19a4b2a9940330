import type { RebootOutputs } from "./reboot-state";

/** What state tells of a restart that was put off. */
type PutOff = Pick<RebootOutputs, "status" | "pendingSince" | "triggers">;

/**
 * Since when the restart for this change has been put off, in milliseconds since the Unix epoch; undefined where no run has put it off yet. Days
 * that people kept an earlier change waiting, which somebody's restart may have ended, are not counted against them.
 */
export function putOffSince(stored: PutOff | undefined, change: string): number | undefined {
  if (stored === undefined || stored.triggers.change !== change) return undefined;
  return Date.parse(stillPutOff(stored.status, stored.pendingSince) ?? "") || undefined;
}

/** What is left of a time since when a restart has been put off, once this is the status: nothing where it is pending no more. */
export function stillPutOff<T>(status: RebootOutputs["status"], since: T | undefined): T | undefined {
  return status === "rebootPending" || status === "unknown" ? since : undefined;
}
