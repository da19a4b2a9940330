import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, describe, it } from "mocha";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { closeOnInterrupt } from "../../../provider/interrupt";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { JumpLab, through } from "./jump-lab";

describe("an SSH host behind a jump host, at the end", () => {
  const lab = new JumpLab();
  afterEach(() => lab.end());

  it("waits a second for the jump host's goodbye, not longer, after those of the hosts behind it", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    jumpHost.deafen();
    let isOver = false;
    const closing = pool.closeAll().then(() => {
      isOver = true;
    });
    for (let second = 0; second < 2; second++) {
      await until(() => clock.pending === 1);
      assert.equal(isOver, false);
      await clock.advance(1_000);
    }
    await closing;
    assert.equal(clock.pending, 0);
  });

  it("has time for both goodbyes at the signal that ends a run", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    server.deafen();
    jumpHost.deafen();
    const exits: number[] = [];
    const outputs = { stdout: new EventEmitter(), stderr: new EventEmitter() };
    const exit = (code: number) => exits.push(code);
    const target = Object.assign(new EventEmitter(), { ...outputs, exit });
    closeOnInterrupt(target, clock, () => pool.closeAll());
    target.emit("SIGINT");
    await clock.advance(1_999);
    assert.deepEqual(exits, []);
    await clock.advance(1);
    await until(() => exits.length === 1);
    assert.deepEqual([exits, clock.pending], [[0], 0]);
  });
});
