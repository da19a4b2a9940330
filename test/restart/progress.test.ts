import assert from "node:assert/strict";
import { ProgressReporter } from "../../provider/restart/progress";
import { beginRestart, type RestartState } from "../../provider/restart/restart-state";
import { ManualClock } from "../support/manual-clock";

const fresh = beginRestart({ awaitLogon: false, warningSeconds: 60 });

describe("the progress of a restart", () => {
  it("reports the state at once, and the current one every 10 s, until it is stopped", async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    let state: RestartState = fresh;
    const deadlineAt = clock.now() + 90_400;
    const telling = new ProgressReporter({
      hostName: "vpn01",
      clock,
      deadlineAt,
      progress: (text) => told.push(text),
    });
    const stop = telling.keepReporting(() => state);
    await clock.advance(9_999);
    assert.deepEqual(told, ["vpn01: requesting the restart, 0 s of at most 90 s"]);
    state = { ...fresh, phase: "unreachable" };
    await clock.advance(10_001);
    assert.deepEqual(told.slice(1), [
      "vpn01: down; waiting for it to come back, 10 s of at most 90 s",
      "vpn01: down; waiting for it to come back, 20 s of at most 90 s",
    ]);
    stop();
    await clock.advance(60_000);
    assert.deepEqual([told.length, clock.pending, telling.elapsedSeconds()], [3, 0, 80]);
  });

  it("reports a new state at once, without changing when the next report is due", async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const deadlineAt = clock.now() + 60_000;
    const options = { hostName: "vpn01", clock, deadlineAt, progress: (text: string) => told.push(text) };
    const telling = new ProgressReporter(options);
    const stop = telling.keepReporting(() => fresh);
    await clock.advance(4_000);
    telling.report({ ...fresh, phase: "settled" });
    await clock.advance(6_000);
    stop();
    assert.deepEqual(told, [
      "vpn01: requesting the restart, 0 s of at most 60 s",
      "vpn01: settled; checking the evidence of the restart, 4 s of at most 60 s",
      "vpn01: requesting the restart, 10 s of at most 60 s",
    ]);
  });
});
