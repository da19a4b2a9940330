import { type Clock, pause } from "../clock";
import { withoutUndefined } from "../without-undefined";
import type { RestartState } from "./restart-state";

/** A pause that took so much longer than asked for was the sleep of the machine that runs Pulumi. */
const asleepMilliseconds = 30_000;

/** The time of one restart: durations and its deadline by the clock that never steps, dates by the one on the wall. */
export class RestartClock {
  /** Milliseconds by which the deadline is put off: the machine that runs Pulumi slept, or people are warned for longer. */
  overslept = 0;
  private allowedSeconds = 0;
  /** What state had of earlier runs: it is kept as it was, whatever became of the clock on the wall. */
  private readonly earlierOnWall = new Map<number, number>();

  /**
   * @param deadlineAt milliseconds of the clock's `monotonic`
   */
  constructor(
    private readonly clock: Clock,
    private readonly deadlineAt: number,
  ) {}

  /** When an earlier run did something, in milliseconds of `now`, from when that was since the Unix epoch. */
  earlier(onWall: number | undefined): number | undefined {
    if (onWall === undefined) return undefined;
    // Between two runs there is only the clock on the wall, which may have been set back since.
    const at = this.now - Math.max(0, this.clock.now() - onWall);
    this.earlierOnWall.set(at, onWall);
    return at;
  }

  get now(): number {
    return this.clock.monotonic();
  }

  /** Milliseconds until everything must be over. */
  get remaining(): number {
    return this.deadlineAt + this.overslept - this.now;
  }

  /** Whether the machine that runs Pulumi slept: what happened meanwhile nobody saw. */
  get hasSlept(): boolean {
    return this.overslept > this.allowedSeconds * 1_000;
  }

  /** Puts the deadline off by so many seconds in all, however often it is said. */
  allow(seconds: number): void {
    this.overslept += Math.max(0, seconds - this.allowedSeconds) * 1_000;
    this.allowedSeconds = Math.max(seconds, this.allowedSeconds);
  }

  /** Waits until that moment, or the deadline; where the machine slept meanwhile, that is not taken off the host's time. */
  async pauseUntil(at: number): Promise<void> {
    const startedAt = this.now;
    const milliseconds = Math.max(0, Math.min(at - startedAt, this.remaining));
    await pause(this.clock, milliseconds);
    const overslept = this.now - startedAt - milliseconds;
    if (overslept >= asleepMilliseconds) this.overslept += overslept;
  }

  /** The state with its times in milliseconds since the Unix epoch, by the clock on the wall as it is set now. */
  dated({ requestedAt, lastRequestedAt, downAt, backAt, ...rest }: RestartState): RestartState {
    const dated = (at: number | undefined) =>
      at === undefined
        ? undefined
        : (this.earlierOnWall.get(at) ?? Math.round(this.clock.now() - (this.now - at)));
    const times = { requestedAt, lastRequestedAt, downAt, backAt };
    const onWall = Object.entries(times).map(([name, at]) => [name, dated(at)] as const);
    return withoutUndefined({ ...rest, ...Object.fromEntries(onWall) });
  }
}
