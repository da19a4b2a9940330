import type { ConnectionPhase } from "../../../provider/errors";

/** How far a connection comes before it hangs half open: its client holds it for open, and nothing comes back any more. */
export type HalfOpenStage = "connect" | "banner" | "authentication" | "exec" | "output" | "close";

/** What a client can tell of it once its time is over. */
interface SeenHalfOpen {
  readonly phase: ConnectionPhase;
  readonly commandMayHaveRun: boolean;
}

/** What the client in this process says of each stage; test/hosts/ssh/deadline.test.ts holds the real SSH client to the same. */
export const seenHalfOpen: Readonly<Record<HalfOpenStage, SeenHalfOpen>> = {
  connect: { phase: "connect", commandMayHaveRun: false },
  banner: { phase: "banner", commandMayHaveRun: false },
  authentication: { phase: "authentication", commandMayHaveRun: false },
  exec: { phase: "starting the command", commandMayHaveRun: true },
  output: { phase: "waiting for output", commandMayHaveRun: true },
  close: { phase: "waiting for output", commandMayHaveRun: true },
};

/** Whether the command has run on the host where the connection hangs at this stage. */
export function runsBefore(stage: HalfOpenStage): boolean {
  return stage === "output" || stage === "close";
}

/** Whether a connection hangs before it is open. */
export function isOpening(stage: HalfOpenStage): boolean {
  return stage === "connect" || stage === "banner" || stage === "authentication";
}
