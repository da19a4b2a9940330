import type { Clock } from "../../provider/clock";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  private time: number;
  /** How far the clock on the wall has been set forward or back. */
  private stepped = 0;
  private timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time + this.stepped;
  }

  monotonic(): number {
    return this.time;
  }

  /** Sets the clock on the wall forward, or back; no time passes. */
  step(milliseconds: number): void {
    this.stepped += milliseconds;
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + Math.max(0, milliseconds), callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Sleeps like a laptop whose clock runs on: timers that fall due meanwhile are called late, with the next `advance`. */
  sleep(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.timers.length;
  }

  /** Moves time on, calling what is due in order, and lets promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settle();
    for (let next = this.next(end); next !== undefined; next = this.next(end)) await this.fire(next);
    this.time = Math.max(this.time, end);
    await settle();
  }

  /** Moves on from timer to timer until the work has settled; rejects if it never would. */
  async runUntilSettled<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    await settle();
    while (!done) {
      const next = this.next(Number.POSITIVE_INFINITY);
      if (next === undefined) throw new Error("nothing is left to wait for, and the work has not settled");
      await this.fire(next);
    }
    return work;
  }

  private async fire(timer: Timer): Promise<void> {
    this.time = Math.max(this.time, timer.at);
    this.timers = this.timers.filter((other) => other !== timer);
    timer.callback();
    await settle();
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    // A timer that was started later stands behind those of the same time.
    for (const timer of this.timers)
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    return first;
  }
}

/** Lets every promise that is ready, and what follows from it, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
