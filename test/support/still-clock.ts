import type { Clock } from "../../provider/clock";

/** A clock that stands still: on a machine that is slow no limit ends what a test waits for. Mocha's own limit is left. */
export const stillClock: Clock = {
  now: () => Date.UTC(2026, 0, 1),
  monotonic: () => 0,
  setTimer: () => () => undefined,
};
