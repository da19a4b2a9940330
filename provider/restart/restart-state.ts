import type { BootComparison } from "../nat-traversal/boot-snapshot";
import type { ShutdownAnswer } from "../windows/shutdown";
import type { Forbidden, Held } from "./check-restart";
import type { ForeignShutdown, ForeignShutdownPolicy, ScheduledShutdown } from "./foreign-shutdown";

/** How far a restart has come. */
export type RestartPhase = "requesting" | "going down" | "unreachable" | "answering" | "settled" | "proven";

/** What is known of a restart in progress. Times are milliseconds of one clock: while it runs, of that which never steps. */
export interface RestartState {
  readonly phase: RestartPhase;
  /**
   * What became of the request: none was taken; one was sent and may have been; Windows accepted ours; or another shutdown,
   * which may be ours from before, was already scheduled or in progress.
   */
  readonly request: "none" | "doubtful" | "accepted" | "joined";
  /** Whether to wait for the logon prompt. */
  readonly awaitLogon: boolean;
  /** Whether an earlier request for the same change seems to have come to nothing. */
  readonly isSecondRequest: boolean;
  /** What the program wants done about a shutdown of somebody else. */
  readonly foreignShutdown: ForeignShutdownPolicy;
  /** Whether a shutdown that is scheduled may come of an earlier request of ours. */
  readonly mayBeOurs: boolean;
  /** How often one that was scheduled was taken away, or was to be. */
  readonly replacements: number;
  /** One that was met and is not known to be ours. */
  readonly foreign?: ForeignShutdown;
  /** Whether the last poll showed for certain that the host has not been restarted. */
  readonly showsSameBoot?: boolean;
  readonly warningMilliseconds: number;
  /** What the request waits for. */
  readonly waitsFor?: string;
  /** Whether it is still to be looked who is logged on after the request. */
  readonly recheckDue?: boolean;
  /** How often a request was sent. */
  readonly requests: number;
  /** When the first that may have been taken was sent: before its warning is over no boot can have come of any. */
  readonly requestedAt?: number;
  /** When the last that may have been taken was sent, or, of one that was lost, when that was noticed: what may still come of it counts from then. */
  readonly lastRequestedAt?: number;
  /** When a look was last answered and showed no other boot. */
  readonly seenUpAt?: number;
  readonly downAt?: number;
  readonly backAt?: number;
  /** Since when Windows has been answering that it is not ready to take a request. */
  readonly notReadySince?: number;
  /** Polls in a row that showed the new boot. */
  readonly newBootPolls: number;
  /** BootId of the last of them. */
  readonly newBootId?: number;
  /** Since when the host has been back without proof. */
  readonly unprovenSince?: number;
  readonly unprovenBecause?: string;
  readonly lastError?: string;
}

/** The state before any request, or, with `requestedAt`, after that of an earlier run. */
export function beginRestart(given: {
  readonly awaitLogon: boolean;
  readonly isSecondRequest?: boolean;
  readonly foreignShutdown?: ForeignShutdownPolicy;
  readonly mayBeOurs?: boolean;
  readonly foreign?: ForeignShutdown | undefined;
  readonly warningSeconds: number;
  readonly requestedAt?: number | undefined;
  readonly lastRequestedAt?: number | undefined;
}): RestartState {
  const common = {
    awaitLogon: given.awaitLogon,
    isSecondRequest: given.isSecondRequest === true,
    foreignShutdown: given.foreignShutdown ?? "join",
    mayBeOurs: given.mayBeOurs === true,
    replacements: 0,
    ...(given.foreign === undefined ? {} : { foreign: given.foreign }),
    warningMilliseconds: given.warningSeconds * 1_000,
    newBootPolls: 0,
  };
  const { requestedAt, lastRequestedAt = requestedAt } = given;
  if (requestedAt === undefined || lastRequestedAt === undefined)
    return { ...common, phase: "requesting", request: "none", requests: 0 };
  const sent = { requests: 1, requestedAt, lastRequestedAt };
  return { ...common, phase: "going down", request: "doubtful", ...sent };
}

/** Whether a restart may come, or may have come, from what was sent: then the state must remember it. */
export function mayRestart(state: RestartState): boolean {
  return state.request !== "none";
}

/** When it went down, or was last seen up where it was back at the next look; undefined where it may have been down before anybody looked. */
export function wentDownAt({ seenUpAt, downAt = seenUpAt }: RestartState): number | undefined {
  return seenUpAt !== undefined && downAt !== undefined && seenUpAt <= downAt ? downAt : undefined;
}

/** Something that happened; `at` is when. */
export type RestartEvent = { readonly at: number } & (
  | {
      readonly kind: "requestAnswered";
      readonly answer: ShutdownAnswer;
      readonly warningSeconds?: number;
      /** Whose shutdown stood in its way, where one did. */
      readonly scheduled?: ScheduledShutdown;
      /** Whether the same line took another shutdown away first, where it was to. */
      readonly takenAway?: "yes" | "no" | "perhaps";
    }
  /** It may have run at any time from `sentAt` on; `takenAway` as above. */
  | {
      readonly kind: "requestLost";
      readonly sentAt?: number;
      readonly delivered: "no" | "perhaps";
      readonly takenAway?: "no" | "perhaps";
      readonly error: string;
    }
  /** A quick poll: the host's boot beside the one before, as far as that is told without the event log. */
  | {
      readonly kind: "polled";
      readonly compared: BootComparison;
      readonly bootId?: number | undefined;
      readonly logonReached: boolean;
    }
  | { readonly kind: "noAnswer"; readonly error: string }
  | { readonly kind: "unreadable"; readonly error: string }
  /** The logon is to be tried again, so long after the last command was sent. */
  | { readonly kind: "logonRefused"; readonly error: string; readonly afterMilliseconds: number }
  /** The same with all evidence, the event log included. */
  | { readonly kind: "evidenceRead"; readonly compared: BootComparison }
  /** A check speaks against the request that was about to be made. */
  | { readonly kind: "stopped"; readonly why: Held | Forbidden }
  /** Windows is at work that a restart would cut off, or that the restart brought about. */
  | { readonly kind: "busy"; readonly reason: string }
  /** Who is logged on after the request: nobody who speaks against it, or it was too late to take it back. */
  | { readonly kind: "rechecked" }
  /** Somebody has come since, and the request was taken back. */
  | { readonly kind: "takenBack"; readonly why: Held | Forbidden }
  | { readonly kind: "deadline" }
);

/** What to do next. */
export type RestartStep =
  | { readonly do: "request" }
  /** To take another shutdown away and request ours in its place. */
  | { readonly do: "replace" }
  /** So long after the last command was sent, at the earliest. */
  | { readonly do: "poll"; readonly afterMilliseconds: number }
  | { readonly do: "prove" }
  | { readonly do: "finish"; readonly evidence: string }
  /** To look whether somebody has come since the request. */
  | { readonly do: "recheck" }
  /** No restart in this run. */
  | { readonly do: "stop"; readonly why: Held | Forbidden }
  | {
      readonly do: "fail";
      readonly code: "REBOOT_REFUSED" | "REBOOT_TIMEOUT" | "REBOOT_UNPROVEN";
      readonly problem: string;
      /** The Windows error code, where Windows refused. */
      readonly exitCode?: number;
    };

/** The state after an event, and the next step. */
export interface Transition {
  readonly state: RestartState;
  readonly step: RestartStep;
}

/**
 * Whether a boot that was over between two polls may have been missed: a host that never seemed to go down, and where nothing tells one boot
 * from the next. Its first request may have been called off; asking for ever would restart it with every run.
 */
export function mayHaveMissedIt({
  isSecondRequest,
  showsSameBoot,
  request,
  downAt,
  phase,
}: RestartState): boolean {
  const isTaken = request === "accepted" || request === "joined";
  return (
    isSecondRequest && isTaken && phase === "going down" && downAt === undefined && showsSameBoot === false
  );
}

/** What a restart has not come to, as a clause. */
export function whatIsMissing(state: RestartState): string {
  switch (state.phase) {
    case "requesting":
      return "no restart request is known to have reached it";
    case "going down":
      return state.request === "joined"
        ? `a shutdown that was already scheduled or in progress did not happen${askedBy(state)}`
        : "it accepted the request, but did not go down";
    case "unreachable":
      return state.foreign?.fate === "joined"
        ? `it has not come back; the shutdown that was waited for may have been a power-off, which Windows does not tell${askedBy(state)}`
        : "it has not come back";
    default:
      return "it answers, but has not settled after the restart";
  }
}

function askedBy({ foreign }: RestartState): string {
  return foreign?.asked === undefined ? "" : ` (${foreign.asked})`;
}
