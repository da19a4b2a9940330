import assert from "node:assert/strict";
import { PausableClock } from "../../provider/hosts/pausable-clock";
import { ManualClock } from "../support/manual-clock";

describe("a clock that can be paused", () => {
  function setUp() {
    const manual = new ManualClock();
    const clock = new PausableClock(manual);
    const rung: string[] = [];
    return {
      manual,
      clock,
      rung,
      set: (name: string, after: number) => clock.setTimer(after, () => rung.push(name)),
    };
  }

  /** Something that settles when told to. */
  function something() {
    let end = (_how: "well" | "badly") => {};
    const over = new Promise<void>((resolve, reject) => {
      end = (how) => (how === "well" ? resolve() : reject(new Error("badly")));
    });
    return { over, end };
  }

  it("leaves a timer its time over a pause in which the clock on the wall was set", async () => {
    for (const by of [-3_600_000, 3_600_000]) {
      const { manual, clock, rung, set } = setUp();
      set("a", 10);
      await manual.advance(4);
      const { over, end } = something();
      manual.step(by);
      clock.pauseUntil(over);
      await manual.advance(50);
      end("well");
      await manual.advance(5);
      assert.deepEqual(rung, []);
      await manual.advance(1);
      assert.deepEqual(rung, ["a"]);
    }
  });

  it("tells no timer's start by the clock on the wall, which may be hours from the one that measures", async () => {
    for (const by of [-3_600_000, 3_600_000]) {
      const { manual, clock, rung, set } = setUp();
      manual.step(by);
      set("a", 10);
      await manual.advance(4);
      const { over, end } = something();
      clock.pauseUntil(over);
      end("well");
      await manual.advance(5);
      assert.deepEqual(rung, []);
      await manual.advance(1);
      assert.deepEqual(rung, ["a"]);
    }
  });

  it("rings timers on time, and cancelled ones never", async () => {
    const { manual, clock, rung, set } = setUp();
    set("a", 10);
    const cancel = set("b", 10);
    cancel();
    await manual.advance(9);
    assert.deepEqual([rung, clock.now()], [[], manual.now()]);
    await manual.advance(1);
    assert.deepEqual([rung, manual.pending], [["a"], 0]);
  });

  it("lets no time pass until what is waited for is over, however it ends", async () => {
    const { manual, clock, rung, set } = setUp();
    set("before", 10);
    await manual.advance(4);
    const [one, two] = [something(), something()];
    clock.pauseUntil(one.over);
    clock.pauseUntil(two.over);
    set("meanwhile", 2);
    const cancel = set("never", 2);
    await manual.advance(100);
    one.end("badly");
    await manual.advance(100);
    assert.deepEqual([rung, manual.pending], [[], 0]);
    cancel();
    two.end("well");
    await manual.advance(5);
    assert.deepEqual(rung, ["meanwhile"]);
    await manual.advance(1);
    assert.deepEqual([rung, manual.pending], [["meanwhile", "before"], 0]);
  });
});
