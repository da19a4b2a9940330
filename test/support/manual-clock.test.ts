import assert from "node:assert/strict";
import { ManualClock } from "./manual-clock";

describe("the manual clock", () => {
  it("calls the timers of one moment in the order in which they were started, and a later one after them", async () => {
    const clock = new ManualClock(0);
    const called: string[] = [];
    for (const [name, at] of [
      ["late", 20],
      ["first", 10],
      ["second", 10],
    ] as const)
      clock.setTimer(at, () => called.push(`${name} at ${clock.now()}`));
    await clock.runUntilSettled(new Promise<void>((resolve) => clock.setTimer(30, resolve)));
    assert.deepEqual(called, ["first at 10", "second at 10", "late at 20"]);
  });

  it("lets what follows from a timer start another one that falls due in the same stretch", async () => {
    const clock = new ManualClock(0);
    const called: number[] = [];
    clock.setTimer(10, () => {
      void Promise.resolve().then(() => clock.setTimer(5, () => called.push(clock.now())));
    });
    await clock.advance(20);
    assert.deepEqual([called, clock.now()], [[15], 20]);
  });
});
