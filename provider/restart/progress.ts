import type { Clock } from "../clock";
import type { RestartState } from "./restart-state";

const tellEveryMilliseconds = 10_000;

/** What is told, to whom, and of which host; `deadlineAt` is in milliseconds since the Unix epoch. */
export interface ProgressReporterOptions {
  readonly hostName: string;
  readonly clock: Clock;
  readonly deadlineAt: number;
  readonly progress: (message: string) => void;
}

/** Tells those who wait how far a restart is, and how long it has taken since this was made. */
export class ProgressReporter {
  private readonly startedAt: number;

  constructor(private readonly options: ProgressReporterOptions) {
    this.startedAt = options.clock.now();
  }

  /** Tells the state of now, and again every 10 s until the returned function is called. */
  keepTelling(stateNow: () => RestartState): () => void {
    this.tell(stateNow());
    let cancel = () => {};
    const again = () => {
      cancel = this.options.clock.setTimer(tellEveryMilliseconds, () => {
        this.tell(stateNow());
        again();
      });
    };
    again();
    return () => cancel();
  }

  tell(state: RestartState): void {
    const { hostName, deadlineAt, progress } = this.options;
    const limit = Math.round((deadlineAt - this.startedAt) / 1_000);
    progress(`${hostName}: ${phaseInWords(state)}, ${this.elapsedSeconds()} s of at most ${limit} s`);
  }

  elapsedSeconds(): number {
    return Math.round((this.options.clock.now() - this.startedAt) / 1_000);
  }
}

/** What is going on, for people who wait. */
export function phaseInWords(state: RestartState): string {
  switch (state.phase) {
    case "requesting":
      return "asking for the restart";
    case "going down":
      return state.request === "joined"
        ? "a shutdown is scheduled already, waiting for it to go down"
        : "waiting for it to go down";
    case "unreachable":
      return "down, waiting for it to come back";
    case "answering":
      return "answering, waiting for it to settle";
    case "settled":
      return "settled, looking for the proof";
    case "proven":
      return "restart proven";
  }
}
