import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, describe, it } from "mocha";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { closeOnInterrupt } from "../../provider/interrupt";
import { ManualClock } from "../support/manual-clock";
import { until } from "../support/until";
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

  it("leaves time for the jump host's goodbye at the signal that ends a run, though it is silent itself", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    server.deafen();
    const endings: number[] = [];
    const target = Object.assign(new EventEmitter(), {
      stdout: new EventEmitter(),
      stderr: new EventEmitter(),
      exit: () => endings.push(jumpHost.endings),
    });
    closeOnInterrupt(target, clock, () => pool.closeAll());
    target.emit("SIGINT");
    await clock.advance(1_000);
    await until(() => jumpHost.endings === 1 && endings.length === 1);
    assert.deepEqual([endings, clock.pending], [[1], 0]);
  });
});
