import { type Clock, systemClock } from "../../../provider/clock";

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
  cancel: () => void;
}

/** A clock on which so many seconds pass in one real second: what waits for seconds is over in a part of one. */
export class FastClock implements Clock {
  private readonly begin = systemClock.now();
  private readonly timers = new Set<Timer>();
  private leapt = 0;

  constructor(private readonly secondsPerSecond: number) {}

  now(): number {
    return this.begin + (systemClock.now() - this.begin) * this.secondsPerSecond + this.leapt;
  }

  monotonic(): number {
    return this.now();
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    const timer: Timer = { dueAt: this.now() + milliseconds, callback, cancel: () => {} };
    this.timers.add(timer);
    this.arm(timer);
    return () => {
      this.timers.delete(timer);
      timer.cancel();
    };
  }

  /** Lets so many seconds pass at once, so that a test waits for what happens and not for the time it takes. */
  leap(seconds: number): void {
    this.leapt += seconds * 1_000;
    for (const timer of this.timers) this.arm(timer);
  }

  private arm(timer: Timer): void {
    timer.cancel();
    const left = Math.max(0, timer.dueAt - this.now());
    timer.cancel = systemClock.setTimer(left / this.secondsPerSecond, () => {
      this.timers.delete(timer);
      timer.callback();
    });
  }
}
