import type { Clock } from "../clock";

/** Tells a caller of a wait that takes none of its time, until `over` settles. */
export type Wait = (over: Promise<unknown>) => void;

interface Timer {
  /** Milliseconds it still has to run, as of `since`. */
  left: number;
  since: number;
  readonly ring: () => void;
  cancel: () => void;
}

/** A clock whose timers can be stopped for a while: what waits for its turn loses none of its time. */
export class PausableClock implements Clock {
  private readonly timers = new Set<Timer>();
  private stops = 0;
  private waited = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  monotonic(): number {
    return this.clock.monotonic();
  }

  /** How long the waits were that are over; they come one after another. */
  get waitedMilliseconds(): number {
    return this.waited;
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    const timer: Timer = {
      left: milliseconds,
      since: 0,
      ring: () => {
        this.timers.delete(timer);
        callback();
      },
      cancel: () => {},
    };
    this.timers.add(timer);
    if (this.stops === 0) this.start(timer);
    return () => {
      this.timers.delete(timer);
      timer.cancel();
    };
  }

  /** Stops every timer, those to come too, until `over` settles. */
  pauseUntil(over: Promise<unknown>): void {
    const since = this.clock.monotonic();
    if (this.stops === 0) for (const timer of this.timers) this.stop(timer);
    this.stops += 1;
    const goOn = () => {
      this.stops -= 1;
      this.waited += this.clock.monotonic() - since;
      if (this.stops === 0) for (const timer of this.timers) this.start(timer);
    };
    over.then(goOn, goOn);
  }

  private start(timer: Timer): void {
    timer.since = this.clock.monotonic();
    timer.cancel = this.clock.setTimer(timer.left, timer.ring);
  }

  private stop(timer: Timer): void {
    timer.cancel();
    timer.left = Math.max(0, timer.left - (this.clock.monotonic() - timer.since));
  }
}
