import { type Clock, pause } from "../clock";
import type { RestartState } from "./restart-state";

/** A pause that took so much longer than asked for was the sleep of the machine that runs Pulumi. */
const asleepMilliseconds = 30_000;

/** The time of one restart: durations and its deadline by the clock that never steps, dates by the one on the wall. */
export class RestartClock {
  /** When an earlier run made its request, in milliseconds of `now`. */
  readonly earlierRequestAt: number | undefined;
  /** Milliseconds by which the deadline is put off: the machine that runs Pulumi slept, or people are warned for longer. */
  overslept = 0;
  private allowedSeconds = 0;

  /**
   * @param deadlineAt milliseconds of the clock's `monotonic`
   * @param earlierRequest milliseconds since the Unix epoch
   */
  constructor(
    private readonly clock: Clock,
    private readonly deadlineAt: number,
    private readonly earlierRequest: number | undefined,
  ) {
    // Between two runs there is only the clock on the wall, which may have been set back since.
    this.earlierRequestAt =
      earlierRequest === undefined ? undefined : this.now - Math.max(0, clock.now() - earlierRequest);
  }

  get now(): number {
    return this.clock.monotonic();
  }

  /** Milliseconds until everything must be over. */
  get remaining(): number {
    return this.deadlineAt + this.overslept - this.now;
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
  dated({ requestedAt, downAt, backAt, ...rest }: RestartState): RestartState {
    const dated = (at: number) => Math.round(this.clock.now() - (this.now - at));
    const requested =
      requestedAt === this.earlierRequestAt ? this.earlierRequest : requestedAt && dated(requestedAt);
    return {
      ...rest,
      ...(requested === undefined ? {} : { requestedAt: requested }),
      ...(downAt === undefined ? {} : { downAt: dated(downAt) }),
      ...(backAt === undefined ? {} : { backAt: dated(backAt) }),
    };
  }
}
