import type { Clock } from "../clock";
import type { RestartState } from "./restart-state";

const reportEveryMilliseconds = 10_000;

/** What a reporter needs to know; `deadlineAt` is in milliseconds of the clock's `monotonic`. */
export interface ProgressReporterOptions {
  readonly clock: Clock;
  readonly deadlineAt: number;
  readonly progress: (message: string) => void;
}

/**
 * Reports how far a restart has come, and how long it may still take. A report is what fits beside a row of a terminal 80 columns wide:
 * the phase first, and no host, since the row names the resource.
 */
export class ProgressReporter {
  private readonly startedAt: number;

  constructor(private readonly options: ProgressReporterOptions) {
    this.startedAt = options.clock.monotonic();
  }

  /** Reports the current state, and again every 10 s until the returned function is called. */
  keepReporting(stateNow: () => RestartState): () => void {
    return reportNowAndThen(this.options.clock, () => this.report(stateNow()));
  }

  report(state: RestartState): void {
    const { clock, deadlineAt, progress } = this.options;
    const now = clock.monotonic();
    progress(`${phaseInWords(state, now)}, ${secondsUntil(deadlineAt, now)} s left`);
  }

  elapsedSeconds(): number {
    return Math.round((this.options.clock.monotonic() - this.startedAt) / 1_000);
  }
}

/** Reports, and again every 10 s until the returned function is called. */
export function reportNowAndThen(clock: Clock, report: () => void): () => void {
  report();
  let cancel = () => {};
  const again = () => {
    cancel = clock.setTimer(reportEveryMilliseconds, () => {
      report();
      again();
    });
  };
  again();
  return () => cancel();
}

/** The phase, in a first word of at most nine letters, for people who wait; `now` is in milliseconds of the clock that the state's times are of. */
export function phaseInWords(state: RestartState, now: number): string {
  switch (state.phase) {
    case "requesting":
      return "asking";
    case "going down":
      return goingDownInWords(state, now);
    case "unreachable":
      return "down";
    case "answering":
      return "starting";
    case "settled":
      return "checking";
    case "proven":
      return "restarted";
  }
}

function goingDownInWords(
  { request, lastRequestedAt, warningMilliseconds }: RestartState,
  now: number,
): string {
  if (request === "joined") return "stopping (scheduled shutdown)";
  const endsAt = (lastRequestedAt ?? now) + warningMilliseconds;
  const warnedFor = lastRequestedAt === undefined ? 0 : secondsUntil(endsAt, now);
  return warnedFor > 0 ? `stopping in ${warnedFor} s` : "stopping";
}

/** Whole seconds until then, none where it is over; both in milliseconds of one clock. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.round((at - now) / 1_000));
}
