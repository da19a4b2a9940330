import assert from "node:assert/strict";
import { ProgressReporter, phaseInWords } from "../../provider/restart/progress";
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
      clock,
      deadlineAt,
      progress: (text) => told.push(text),
    });
    const stop = telling.keepReporting(() => state);
    await clock.advance(9_999);
    assert.deepEqual(told, ["asking, 90 s left"]);
    state = { ...fresh, phase: "unreachable" };
    await clock.advance(10_001);
    assert.deepEqual(told.slice(1), ["down, 80 s left", "down, 70 s left"]);
    stop();
    await clock.advance(60_000);
    assert.deepEqual([told.length, clock.pending, telling.elapsedSeconds()], [3, 0, 80]);
  });

  it("reports a new state at once, without changing when the next report is due", async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const deadlineAt = clock.now() + 60_000;
    const options = { clock, deadlineAt, progress: (text: string) => told.push(text) };
    const telling = new ProgressReporter(options);
    const stop = telling.keepReporting(() => fresh);
    await clock.advance(4_000);
    telling.report({ ...fresh, phase: "settled" });
    await clock.advance(6_000);
    stop();
    assert.deepEqual(told, ["asking, 60 s left", "checking, 56 s left", "asking, 50 s left"]);
  });

  it("counts down the warning of a request that Windows accepted, and names a shutdown that somebody else scheduled", () => {
    const accepted: RestartState = {
      ...fresh,
      phase: "going down",
      request: "accepted",
      lastRequestedAt: 10_000,
    };
    assert.equal(phaseInWords(accepted, 25_000), "stopping in 45 s");
    assert.equal(phaseInWords(accepted, 71_000), "stopping");
    assert.equal(phaseInWords({ ...accepted, request: "joined" }, 25_000), "stopping (scheduled shutdown)");
  });

  it("begins in each phase with another word of at most nine letters, which a row of 80 columns shows", () => {
    const phases = ["requesting", "going down", "unreachable", "answering", "settled", "proven"] as const;
    const words = phases.map(
      (phase) => phaseInWords({ ...fresh, phase, requestedAt: 0 }, 0).split(" ")[0] ?? "",
    );
    assert.equal(new Set(words).size, phases.length);
    assert.deepEqual(
      words.filter((word) => word.length > 9),
      [],
    );
  });
});
