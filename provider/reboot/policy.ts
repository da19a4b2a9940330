import type { Status } from "../setting/setting-state";
import type { LastReboot } from "./reboot-state";

/** What decides whether the host is restarted: only what was observed, and what was promised. */
export interface RestartQuestion {
  readonly status: Status;
  readonly statusReason: string;
  readonly ifUnknown: "leave" | "reboot";
  /** The change that asks for the restart. */
  readonly change: string;
  readonly lastReboot: LastReboot | undefined;
  /** Whether the marker is there: then the host has not been restarted since it was written. */
  readonly markerPresent: boolean;
}

/** The decision; `wait` means that a restart asked for before may still be under way. */
export type RestartDecision =
  | { readonly kind: "restart"; readonly reason: string }
  | { readonly kind: "wait"; readonly reason: string }
  | { readonly kind: "leave"; readonly warning?: string };

/** One restart at most is spent on a change; a marker that is still there proves that none has been. */
export function decideRestart(question: RestartQuestion): RestartDecision {
  const { status, statusReason, lastReboot } = question;
  if (status === "active") return { kind: "leave" };
  if (status === "noEffect") {
    return { kind: "leave", warning: `not restarted, since a restart would not help: ${statusReason}` };
  }
  if (status === "unknown" && question.ifUnknown === "leave") {
    return {
      kind: "leave",
      warning: `not restarted, since it is not known whether a restart is required: ${statusReason}. Restart it by hand, or set reboot.ifUnknown to "reboot"`,
    };
  }
  const spent = lastReboot?.change === question.change;
  if (!spent) return { kind: "restart", reason: statusReason };
  if (lastReboot.back !== undefined) {
    return {
      kind: "leave",
      warning: `not restarted again: this change had its restart (back at ${lastReboot.back}), and yet ${statusReason}`,
    };
  }
  return question.markerPresent
    ? { kind: "restart", reason: `the restart asked for at ${lastReboot.requested} has not come` }
    : { kind: "wait", reason: `a restart was asked for at ${lastReboot.requested}` };
}
