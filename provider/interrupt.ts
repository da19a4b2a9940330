import { type Clock, withDeadline } from "./clock";

/** What of a process is used here. */
export interface InterruptedProcess {
  once(event: "SIGINT", listener: () => void): unknown;
  exit(code: number): unknown;
}

/** Milliseconds that closing may take: the engine kills the process five seconds after the signal. */
const closingMilliseconds = 1_000;

/**
 * At the signal with which the engine ends every run, closes the connections in an orderly way and ends the process. Without
 * this end the handler itself would keep the process waiting to be killed.
 */
export function closeOnInterrupt(target: InterruptedProcess, clock: Clock, close: () => Promise<void>): void {
  target.once("SIGINT", () => {
    withDeadline(clock, closingMilliseconds, close(), () => new Error("closing took too long")).then(
      () => target.exit(0),
      () => target.exit(0),
    );
  });
}
