import { setImmediate } from "node:timers/promises";

/** The only source of time: injected, so that no test waits for a wall clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch: for times that are stored or shown. People and services set it back and forward. */
  now(): number;
  /** Milliseconds since some moment: for durations. It only ever goes forward, as timers do. */
  monotonic(): number;
  /** Calls back once after so many milliseconds; returns a function that cancels it. */
  setTimer(milliseconds: number, callback: () => void): () => void;
}

/** The clock of the machine that runs Pulumi. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** The longest text, in characters, that is read at once: in less time than anybody notices. */
export const longestAtOnce = 64 * 1024;

let lastReading: Promise<void> = Promise.resolve();

/**
 * Resolves when a longer text, or a part of it, may be read: one in each turn of the event loop, however many peers answer at length, so that
 * nobody else's deadline passes meanwhile.
 */
export function readingTurn(): Promise<void> {
  lastReading = lastReading.then(() => setImmediate());
  return lastReading;
}

/** Resolves after so many milliseconds of the given clock. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(milliseconds, resolve);
  });
}

/** Settles as `work` does, or rejects with `onDeadline()` if that takes longer than so many milliseconds. */
export function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  work: Promise<T>,
  onDeadline: () => Error,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.setTimer(milliseconds, () => reject(onDeadline()));
    work.then(resolve, reject).finally(cancel);
  });
}
