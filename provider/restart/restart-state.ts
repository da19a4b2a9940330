import type { ShutdownAnswer } from "../windows/shutdown";
import type { ProofResult, WhichBoot } from "./proof";

/** How far a restart has come. */
export type RestartPhase = "requesting" | "going down" | "unreachable" | "answering" | "settled" | "proven";

/** What is known of a restart under way. Times are milliseconds since the Unix epoch. */
export interface RestartState {
  readonly phase: RestartPhase;
  /**
   * What became of the request: none was taken; one was sent and may have been; Windows accepted ours; or another shutdown,
   * which may be ours from before, was found scheduled or under way.
   */
  readonly request: "none" | "doubtful" | "accepted" | "joined";
  /** Whether the logon prompt is to be waited for. */
  readonly awaitLogon: boolean;
  readonly warningMilliseconds: number;
  /** How often a request was sent. */
  readonly requests: number;
  readonly requestedAt?: number;
  readonly downAt?: number;
  readonly backAt?: number;
  /** Since when Windows has been answering that it is not ready to take a request. */
  readonly notReadySince?: number;
  /** Looks in a row that showed the new boot. */
  readonly newBootLooks: number;
  /** BootId of the last of them. */
  readonly newBootId?: number;
  /** Since when the host has been back without proof. */
  readonly unprovenSince?: number;
  readonly unprovenBecause?: string;
  readonly lastError?: string;
}

/** The state before anything was asked for, or, with `requestedAt`, after a request of an earlier run. */
export function beginRestart(given: {
  readonly awaitLogon: boolean;
  readonly warningSeconds: number;
  readonly requestedAt?: number | undefined;
}): RestartState {
  const common = {
    awaitLogon: given.awaitLogon,
    warningMilliseconds: given.warningSeconds * 1_000,
    newBootLooks: 0,
  };
  return given.requestedAt === undefined
    ? { ...common, phase: "requesting", request: "none", requests: 0 }
    : { ...common, phase: "going down", request: "doubtful", requests: 1, requestedAt: given.requestedAt };
}

/** Whether a restart may come, or may have come, from what was sent: then the state must remember it. */
export function mayRestart(state: RestartState): boolean {
  return state.request !== "none";
}

/** Something that was seen; `at` is when. */
export type RestartEvent = { readonly at: number } & (
  | { readonly kind: "requestAnswered"; readonly answer: ShutdownAnswer }
  | { readonly kind: "requestLost"; readonly delivered: "no" | "perhaps"; readonly error: string }
  | {
      readonly kind: "looked";
      readonly boot: WhichBoot;
      readonly bootId?: number | undefined;
      readonly logonReached: boolean;
    }
  | { readonly kind: "noAnswer"; readonly error: string }
  | { readonly kind: "unreadable"; readonly error: string }
  | { readonly kind: "judged"; readonly result: ProofResult }
  | { readonly kind: "deadline" }
);

/** What is to be done next. */
export type RestartStep =
  | { readonly do: "request" }
  /** So long after the last command was sent, at the earliest. */
  | { readonly do: "look"; readonly afterMilliseconds: number }
  | { readonly do: "prove" }
  | { readonly do: "finish"; readonly evidence: string }
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
