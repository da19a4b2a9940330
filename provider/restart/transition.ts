import type { ShutdownAnswer } from "../windows/shutdown";
import type { ProofResult, WhichBoot } from "./proof";
import type { RestartState } from "./restart-state";

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
