import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { closeOnInterrupt } from "../provider/interrupt";
import { ManualClock } from "./support/manual-clock";

describe("the signal that ends a run", () => {
  for (const [words, close] of Object.entries({
    "when everything is closed": () => Promise.resolve(),
    "when closing fails": () => Promise.reject(new Error("no")),
  })) {
    it(`ends the process ${words}`, async () => {
      const { target, exits } = setUp(close);
      assert.deepEqual(exits, []);
      target.emit("SIGINT");
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(exits, [0]);
    });
  }

  for (const signal of ["SIGBREAK", "SIGTERM", "SIGHUP"]) {
    it(`is ${signal} too, as on Windows, of a service manager, or where a terminal is closed`, async () => {
      let closed = 0;
      const { target, exits } = setUp(async () => void closed++);
      target.emit(signal);
      target.emit("SIGINT");
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([closed, exits], [1, [0]]);
    });
  }

  it("ends the process after three seconds if closing does not come to an end", async () => {
    const { target, exits, clock } = setUp(() => new Promise(() => {}));
    target.emit("SIGINT");
    await clock.advance(2_999);
    assert.deepEqual(exits, []);
    await clock.advance(1);
    assert.deepEqual(exits, [0]);
  });
});

describe("an output that breaks because the engine was killed", () => {
  for (const which of ["stdout", "stderr"] as const) {
    it(`ends the process once, after closing, however often ${which} fails`, async () => {
      let closed = 0;
      const { target, exits } = setUp(async () => void closed++);
      for (let nth = 0; nth < 3; nth++) target[which].emit("error", new Error("EPIPE"));
      target.emit("SIGINT");
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(exits, [1]);
      assert.equal(closed, 1);
    });
  }
});

class Target extends EventEmitter {
  readonly stdout = new EventEmitter();
  readonly stderr = new EventEmitter();
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

function setUp(close: () => Promise<void>) {
  const clock = new ManualClock();
  const target = new Target();
  closeOnInterrupt(target, clock, close);
  return { clock, target, exits: target.exits };
}
