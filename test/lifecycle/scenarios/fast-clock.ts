import { type Clock, systemClock } from "../../../provider/clock";

/** A clock on which so many seconds pass in one real second: what waits for seconds is over in a part of one. */
export function fastClock(secondsPerSecond: number): Clock {
  const begin = systemClock.now();
  return {
    now: () => begin + (systemClock.now() - begin) * secondsPerSecond,
    setTimer: (milliseconds, callback) => systemClock.setTimer(milliseconds / secondsPerSecond, callback),
  };
}
