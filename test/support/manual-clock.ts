import type { Clock } from "../../provider/clock";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  private time: number;
  /** How far the clock on the wall has been set forward or back. */
  private stepped = 0;
  private started = 0;
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
    const timer = { at: this.time + Math.max(0, milliseconds), order: this.started++, callback };
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
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.time = Math.max(this.time, next.at);
      this.timers = this.timers.filter((other) => other !== next);
      next.callback();
      await settle();
    }
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
      await this.advance(Math.max(0, next.at - this.time));
    }
    return work;
  }

  private next(end: number): Timer | undefined {
    return this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets every promise that is ready, and what follows from it, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
