import type { Status } from "../nat-traversal/setting-state";
import { describeValue } from "../windows/registry-value";
import type { LastReboot } from "./reboot-state";
import { isUnproven } from "./stored-proof";

/** What decides whether the host is restarted: only what was observed, and which restarts were requested. */
export interface RestartQuestion {
  readonly status: Status;
  /** A sentence or two, with their full stops. */
  readonly statusReason: string;
  readonly ifUnknown: "leave" | "reboot";
  /** The change that asks for the restart. */
  readonly change: string;
  readonly lastReboot: LastReboot | undefined;
  /** How the restarts before this one were undone, whatever else is believed of the last. */
  readonly undone: LastReboot["undone"];
  /** Whether the marker is there: then the host has not been restarted since it was written. */
  readonly markerPresent: boolean;
}

/** The decision; `wait` means that a restart requested earlier may still be in progress, or is not yet proven. */
export type RestartDecision =
  | { readonly kind: "restart"; readonly reason: string }
  | { readonly kind: "wait"; readonly reason: string }
  | { readonly kind: "leave"; readonly warning?: string };

/** So many restarts in a row after which something had set the value back are enough. */
const mostUndone = 2;

/** Why another restart would not help, as a sentence; undefined where nothing sets the value back at every start. */
export function undoneAtEveryStart(undone: LastReboot["undone"]): string | undefined {
  if (undone === undefined || undone.times < mostUndone) return undefined;
  return `Something re-applies ${describeValue(undone.value)} at every start (seen after ${undone.times} restarts in a row): look for a group policy, a start-up script, a scheduled task, another configuration tool or a write filter (UWF). When it is gone, restart the computer by hand, or run \`pulumi up --replace\` with the URN of the Reboot.`;
}

/** At most one restart that found what was applied is spent on a change; a marker that is still there proves that none has been. */
export function decideRestart(question: RestartQuestion): RestartDecision {
  const { status, statusReason, lastReboot } = question;
  const spent = lastReboot?.change === question.change;
  const over = lastReboot?.evidence !== undefined;
  if (spent && !over && !question.markerPresent) {
    return { kind: "wait", reason: `A restart was requested at ${lastReboot.requested}.` };
  }
  if (status === "active") return { kind: "leave" };
  if (status === "noEffect" || status === "drift") {
    return { kind: "leave", warning: `not restarted, because a restart would not help. ${statusReason}` };
  }
  if (status === "unknown" && question.ifUnknown === "leave") {
    return {
      kind: "leave",
      warning: `not restarted, because it is not known whether a restart is required. ${statusReason} Restart it by hand, or set reboot.ifUnknown to "reboot".`,
    };
  }
  const undone = undoneAtEveryStart(question.undone);
  if (undone !== undefined) return { kind: "leave", warning: `not restarted again. ${undone}` };
  // A restart that something else had undone was not this change's.
  const wasUndone = over && lastReboot.undone !== undefined && !isUnproven(lastReboot);
  if (!spent || wasUndone) return { kind: "restart", reason: statusReason };
  if (over) {
    return {
      kind: "leave",
      warning: `not restarted again, because this change has already had its restart (requested at ${lastReboot.requested}). ${statusReason}`,
    };
  }
  return { kind: "restart", reason: `The restart requested at ${lastReboot.requested} has not happened.` };
}
