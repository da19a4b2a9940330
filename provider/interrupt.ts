import { type Clock, withDeadline } from "./clock";

/**
 * What ends a run: the engine's signal (on Windows it sends CTRL_BREAK, which Node calls SIGBREAK), that of a service manager or a CI system that
 * stops all of its processes, and the end of the terminal or of its window.
 */
const signals = ["SIGINT", "SIGBREAK", "SIGTERM", "SIGHUP"] as const;

/** What of a process is used here. */
export interface InterruptedProcess {
  once(event: (typeof signals)[number], listener: () => void): unknown;
  exit(code: number): unknown;
  readonly stdout: BreakableOutput;
  readonly stderr: BreakableOutput;
}

/** A stream that reports when it cannot be written to any more. */
export interface BreakableOutput {
  on(event: "error", listener: () => void): unknown;
}

/**
 * Milliseconds that closing may take: up to two seconds for the hosts, and another for the jump hosts on the way to them. The engine
 * kills the process five seconds after the signal.
 */
const closingMilliseconds = 3_000;

/**
 * Closes the connections in an orderly way and ends the process, at a signal that ends the run, as the engine's does (without this end
 * the handler itself would keep the process waiting to be killed), and when its output breaks: the engine reads that as long
 * as it lives, so it was killed, and nobody waits for an answer. An error of the output that nobody takes would be printed
 * there by the SDK, which fails again, for ever.
 */
export function closeOnInterrupt(target: InterruptedProcess, clock: Clock, close: () => Promise<void>): void {
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    withDeadline(clock, closingMilliseconds, close(), () => new Error("closing took too long")).then(
      () => target.exit(code),
      () => target.exit(code),
    );
  };
  for (const signal of signals) target.once(signal, () => end(0));
  for (const output of [target.stdout, target.stderr]) output.on("error", () => end(1));
}
