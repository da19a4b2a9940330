import type { Clock } from "../clock";
import type { RestartState } from "./restart-state";

const reportEveryMilliseconds = 10_000;

/** What a reporter needs to know; `deadlineAt` is in milliseconds of the clock's `monotonic`. */
export interface ProgressReporterOptions {
  readonly hostName: string;
  readonly clock: Clock;
  readonly deadlineAt: number;
  readonly progress: (message: string) => void;
}

/** Reports how far a restart has come, and how long it has taken since this was made. */
export class ProgressReporter {
  private readonly startedAt: number;

  constructor(private readonly options: ProgressReporterOptions) {
    this.startedAt = options.clock.monotonic();
  }

  /** Reports the current state, and again every 10 s until the returned function is called. */
  keepReporting(stateNow: () => RestartState): () => void {
    this.report(stateNow());
    let cancel = () => {};
    const again = () => {
      cancel = this.options.clock.setTimer(reportEveryMilliseconds, () => {
        this.report(stateNow());
        again();
      });
    };
    again();
    return () => cancel();
  }

  report(state: RestartState): void {
    const { hostName, deadlineAt, progress } = this.options;
    const limit = Math.round((deadlineAt - this.startedAt) / 1_000);
    progress(`${hostName}: ${phaseInWords(state)}, ${this.elapsedSeconds()} s of at most ${limit} s`);
  }

  elapsedSeconds(): number {
    return Math.round((this.options.clock.monotonic() - this.startedAt) / 1_000);
  }
}

/** The phase in words, for people who wait. */
export function phaseInWords(state: RestartState): string {
  switch (state.phase) {
    case "requesting":
      return "requesting the restart";
    case "going down":
      return state.request === "joined"
        ? "a shutdown is already scheduled; waiting for the host to go down"
        : "waiting for it to go down";
    case "unreachable":
      return "down; waiting for it to come back";
    case "answering":
      return "answering; waiting for it to settle";
    case "settled":
      return "settled; checking the evidence of the restart";
    case "proven":
      return "restart proven";
  }
}
