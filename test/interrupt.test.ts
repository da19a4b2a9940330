import assert from "node:assert/strict";
import { closeOnInterrupt } from "../provider/interrupt";
import { ManualClock } from "./support/manual-clock";

describe("the signal that ends a run", () => {
  for (const [words, close] of Object.entries({
    "when everything is closed": () => Promise.resolve(),
    "when closing fails": () => Promise.reject(new Error("no")),
  })) {
    it(`ends the process ${words}`, async () => {
      const { interrupt, exits } = setUp(close);
      assert.deepEqual(exits, []);
      interrupt();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(exits, [0]);
    });
  }

  it("ends the process after a second if closing does not come to an end", async () => {
    const { interrupt, exits, clock } = setUp(() => new Promise(() => {}));
    interrupt();
    await clock.advance(999);
    assert.deepEqual(exits, []);
    await clock.advance(1);
    assert.deepEqual(exits, [0]);
  });
});

function setUp(close: () => Promise<void>) {
  const clock = new ManualClock();
  const exits: number[] = [];
  const listeners: (() => void)[] = [];
  closeOnInterrupt(
    { once: (_signal, listener) => listeners.push(listener), exit: (code) => exits.push(code) },
    clock,
    close,
  );
  return {
    clock,
    exits,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
