import type { Clock } from "../../provider/clock";
import { systemClock } from "../../provider/clock";

/**
 * A clock of the processor time that this process uses: on a busy machine, a timer still tells only what this process itself did meanwhile.
 * While the process waits it stands still.
 */
export const processorClock: Clock = {
  now: systemClock.now,
  monotonic: milliseconds,
  setTimer: (after, callback) => {
    const due = milliseconds() + after;
    let cancel = systemClock.setTimer(after, function ring() {
      const left = due - milliseconds();
      if (left <= 0) callback();
      else cancel = systemClock.setTimer(left, ring);
    });
    return () => cancel();
  },
};

function milliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
