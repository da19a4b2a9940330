import assert from "node:assert/strict";
import fc from "fast-check";
import type { BootComparison } from "../../provider/nat-traversal/boot-snapshot";
import { hasComeToNothing } from "../../provider/restart/out-of-time";
import type { RestartEvent, RestartStep } from "../../provider/restart/restart-state";
import { beginRestart, mayRestart, type RestartState } from "../../provider/restart/restart-state";
import { firstStep, transition } from "../../provider/restart/state-machine";
import { checkProperty } from "../support/property";

const fresh = beginRestart({ awaitLogon: false, warningSeconds: 60 });
const rechecked: RestartEvent = { kind: "rechecked", at: 0 };
const accepted: RestartEvent = { kind: "requestAnswered", answer: { kind: "accepted" }, at: 0 };
const silent = (at: number): RestartEvent => ({ kind: "noAnswer", error: "refused", at });
const comparisons: Readonly<Record<"same" | "sameByLog" | "new" | "unclear", BootComparison>> = {
  sameByLog: {
    result: "unchanged",
    marker: "unknown",
    logShowsSameBoot: true,
    because: "the event is the same",
  },
  same: { result: "same", marker: "same", logShowsSameBoot: false, because: "the marker is there" },
  new: { result: "new", marker: "gone", logShowsSameBoot: false, because: "the marker is gone" },
  unclear: { result: "unchanged", marker: "unknown", logShowsSameBoot: false, because: "BootId is the same" },
};
const seen = (at: number, boot: keyof typeof comparisons, bootId?: number): RestartEvent => ({
  kind: "polled",
  compared: comparisons[boot],
  bootId,
  logonReached: false,
  at,
});

function play(events: readonly RestartEvent[], from = fresh): { state: RestartState; step: RestartStep } {
  let turn = { state: from, step: firstStep(from) };
  for (const event of events) turn = transition(turn.state, event);
  return turn;
}

describe("the restart as a state machine", () => {
  it("begins with a request, or with a poll where an earlier run sent one", () => {
    assert.equal(firstStep(fresh).do, "request");
    const resumed = beginRestart({ awaitLogon: false, warningSeconds: 60, requestedAt: 5 });
    assert.equal(firstStep(resumed).do, "poll");
    assert.deepEqual([mayRestart(fresh), mayRestart(resumed)], [false, true]);
  });

  it("passes the phases of a restart in order", () => {
    const events = [accepted, silent(60_000), seen(90_000, "new", 31), seen(91_000, "new", 31)];
    const phases = events.map((_, at) => play(events.slice(0, at + 1)).state.phase);
    assert.deepEqual(phases, ["going down", "unreachable", "answering", "settled"]);
    const proven = play([
      ...events,
      { kind: "evidenceRead", compared: { ...comparisons.new, because: "e" }, at: 92_000 },
    ]);
    assert.deepEqual(proven.step, { do: "finish", evidence: "e" });
    const { requestedAt, downAt, backAt } = proven.state;
    assert.deepEqual([requestedAt, downAt, backAt], [0, 60_000, 90_000]);
  });

  it("counts polls from the start again when another boot shows only by its BootId", () => {
    const twice = play([accepted, seen(90_000, "new", 31), seen(91_000, "new", 32)]);
    assert.equal(twice.state.phase, "answering");
    assert.equal(transition(twice.state, seen(92_000, "new", 32)).step.do, "prove");
  });

  it("dates the return from the boot that lasted", () => {
    const { state } = play([accepted, seen(90_000, "new", 31), silent(91_000), seen(120_000, "new", 32)]);
    assert.equal(state.backAt, 120_000);
  });

  it("requests again once a poll shows that nothing came of the request, but not while something may", () => {
    const lost = (delivered: "no" | "perhaps"): RestartEvent => ({
      kind: "requestLost",
      delivered,
      error: "cut",
      at: 0,
    });
    assert.equal(play([lost("no"), seen(1_000, "same")]).step.do, "request");
    assert.equal(play([lost("perhaps"), seen(1_000, "same")]).step.do, "request");
    assert.equal(play([lost("no"), seen(1_000, "unclear")]).step.do, "request");
    assert.equal(play([accepted, rechecked, seen(1_000, "same")]).step.do, "poll");
    // Without a marker: while the warning runs no boot can have come of it, and none has long after it if the log says so.
    assert.equal(play([lost("perhaps"), seen(59_999, "unclear")]).step.do, "request");
    assert.equal(play([lost("perhaps"), seen(60_000, "unclear")]).step.do, "poll");
    assert.equal(play([lost("perhaps"), seen(179_999, "sameByLog")]).step.do, "poll");
    assert.equal(play([lost("perhaps"), seen(180_000, "sameByLog")]).step.do, "request");
    assert.equal(play([lost("perhaps"), seen(180_000, "unclear")]).step.do, "poll");
    assert.equal(play([lost("perhaps"), silent(30_000), seen(200_000, "sameByLog")]).step.do, "poll");
  });

  it("never asks again for what Windows accepted, whatever look was lost: a person may have called it off", () => {
    for (const boot of ["same", "sameByLog"] as const) {
      const { state, step } = play([accepted, rechecked, silent(1_000), seen(2_000, boot)]);
      assert.deepEqual([state.phase, state.downAt, step.do], ["going down", undefined, "poll"]);
    }
    const again: RestartEvent = { kind: "requestAnswered", answer: { kind: "alreadyScheduled" }, at: 9 };
    assert.equal(play([again, silent(1_000), seen(2_000, "same")]).step.do, "poll");
  });

  it("looks who has come since the request until it is known, and only while it can be taken back", () => {
    assert.equal(play([accepted]).step.do, "recheck");
    assert.equal(play([accepted, silent(1_000), seen(2_000, "same")]).step.do, "recheck");
    assert.equal(play([accepted, silent(1_000), seen(59_999, "sameByLog")]).step.do, "recheck");
    assert.equal(play([accepted, silent(1_000), seen(60_000, "same")]).step.do, "poll");
    assert.equal(play([accepted, silent(1_000), seen(2_000, "new")]).step.do, "poll");
  });

  it("stops, with nothing to remember, once a request was taken back", () => {
    const why = { result: "held", how: "postponed", reason: "ann is logged on" } as const;
    const { state, step } = play([accepted, { kind: "takenBack", why, at: 1_000 }]);
    assert.deepEqual([state.request, step], ["none", { do: "stop", why }]);
  });

  it("stops at what a check says before any request, and watches one that may have been taken", () => {
    const why = { result: "held", how: "guarded", reason: "it is a container" } as const;
    const lost: RestartEvent = { kind: "requestLost", delivered: "perhaps", error: "cut", at: 0 };
    const stopped = (at: number): RestartEvent => ({ kind: "stopped", why, at });
    assert.deepEqual(play([stopped(0)]).step, { do: "stop", why });
    assert.equal(play([lost, seen(1_000, "same"), stopped(1_000)]).step.do, "poll");
    assert.equal(play([lost, seen(179_000, "same"), stopped(179_999)]).step.do, "poll");
    assert.equal(play([lost, seen(180_000, "same"), stopped(180_000)]).step.do, "stop");
  });

  it("counts the warning from what people were really told", () => {
    const longer: RestartEvent = {
      kind: "requestAnswered",
      answer: { kind: "accepted" },
      warningSeconds: 900,
      at: 0,
    };
    assert.equal(play([longer, silent(1_000), seen(899_999, "same")]).step.do, "recheck");
    assert.equal(play([longer, silent(1_000), seen(900_000, "same")]).step.do, "poll");
  });

  it("knows a request that cannot lead to a restart any more", () => {
    const lost: RestartEvent = { kind: "requestLost", delivered: "perhaps", error: "cut", at: 0 };
    for (const events of [[accepted], [lost]]) {
      const { state } = play([...events, seen(100_000, "unclear")]);
      const seenAt = (at: number) => play([seen(at, "same")], state).state;
      assert.equal(hasComeToNothing(seenAt(179_999)), false);
      assert.equal(hasComeToNothing(seenAt(180_000)), true);
      const down = play([...events, silent(1)]).state;
      assert.equal(hasComeToNothing({ ...down, seenUpAt: 180_000 }), false, "it may be down");
    }
    const joined: RestartEvent = { kind: "requestAnswered", answer: { kind: "alreadyScheduled" }, at: 0 };
    const other = play([joined, seen(180_000, "same")]).state;
    assert.equal(hasComeToNothing(other), false, "another's may be for tomorrow");
    assert.equal(hasComeToNothing({ ...fresh, seenUpAt: 180_000 }), false);
  });

  it("does not call a second request off where a boot may have been missed and nothing tells of boots", () => {
    const ending = (isSecondRequest: boolean, boot: Parameters<typeof seen>[1]) => {
      const begun = beginRestart({ awaitLogon: false, warningSeconds: 60, isSecondRequest });
      const step = play([accepted, seen(100_000, boot), { kind: "deadline", at: 900_000 }], begun).step;
      return step.do === "fail" ? step.code : step.do;
    };
    assert.equal(ending(true, "unclear"), "REBOOT_UNPROVEN");
    assert.equal(ending(true, "same"), "REBOOT_TIMEOUT");
    assert.equal(ending(true, "sameByLog"), "REBOOT_TIMEOUT");
    assert.equal(ending(false, "unclear"), "REBOOT_TIMEOUT");
  });

  it("remembers after a lost connection that a request was accepted", () => {
    const again: RestartEvent = { kind: "requestAnswered", answer: { kind: "alreadyScheduled" }, at: 9 };
    assert.equal(play([accepted, again]).state.request, "accepted");
    assert.equal(play([again]).state.request, "joined");
  });

  it("polls within 2 s, whatever happens, unless Windows is not ready or drops every request", () => {
    const polled = fc.record({
      kind: fc.constant("polled" as const),
      compared: fc.constantFrom(comparisons.same, comparisons.new, comparisons.unclear),
      bootId: fc.option(fc.nat(3), { nil: undefined }),
      logonReached: fc.boolean(),
      at: fc.nat(200_000),
    });
    const other = fc.constantFrom(accepted, silent(1_000));
    checkProperty(
      fc.property(fc.array(fc.oneof(polled, other), { minLength: 1, maxLength: 12 }), (events) => {
        const { state, step } = play(events);
        // A host that took three requests and went away each time is asked more slowly.
        const isHammered = state.phase === "requesting" && state.requests >= 3;
        if (step.do === "poll") assert.ok(step.afterMilliseconds <= (isHammered ? 5_000 : 2_000));
        assert.notEqual(step.do, "finish");
        assert.ok(state.phase !== "proven");
      }),
    );
  });

  it("names what is missing when the deadline is reached", () => {
    const late: RestartEvent = { kind: "deadline", at: 1_800_000 };
    const said = (events: readonly RestartEvent[]) => {
      const { step } = play([...events, late]);
      assert.ok(step.do === "fail" && step.code === "REBOOT_TIMEOUT");
      return step.problem;
    };
    assert.match(said([]), /known to have reached it/);
    assert.match(said([accepted]), /did not go down/);
    assert.match(said([accepted, silent(1)]), /not come back/);
    assert.match(said([accepted, silent(1), seen(2, "new", 3)]), /not settled/);
  });

  const lost = (sentAt: number, at: number): RestartEvent => ({
    ...{ kind: "requestLost", delivered: "perhaps", error: "silence" },
    sentAt,
    at,
  });

  it("makes a request that was lost once more only before the warning of the first can be over", () => {
    assert.equal(play([lost(0, 30_000), seen(59_000, "unclear")]).step.do, "request");
    // It may have run at once, and the host may be in its next boot, though the loss was noticed a moment ago.
    assert.equal(play([lost(0, 58_000), seen(61_000, "unclear")]).step.do, "poll");
    assert.equal(play([lost(0, 30_000), lost(31_000, 58_000), seen(61_000, "unclear")]).step.do, "poll");
  });

  it("makes one more, where the log shows the same boot, only once nothing can come of the last", () => {
    const [first, second] = [lost(0, 30_000), lost(31_000, 91_000)];
    assert.equal(play([first, seen(209_000, "sameByLog")]).step.do, "poll");
    assert.equal(play([first, seen(210_000, "sameByLog")]).step.do, "request");
    assert.equal(play([first, second, seen(270_000, "sameByLog")]).step.do, "poll");
    assert.equal(play([first, second, seen(271_000, "sameByLog")]).step.do, "request");
  });

  it("counts from the last request until one has come to nothing", () => {
    const again: RestartEvent[] = [
      lost(0, 30_000),
      { ...accepted, at: 200_000 },
      { ...rechecked, at: 200_000 },
    ];
    assert.equal(hasComeToNothing(play([...again, seen(379_000, "same")]).state), false);
    assert.equal(hasComeToNothing(play([...again, seen(380_000, "same")]).state), true);
  });

  it("knows that one has come to nothing only from a look that was answered", () => {
    const unseen: RestartEvent = { kind: "unreadable", error: "silence", at: 900_000 };
    assert.equal(hasComeToNothing(play([accepted, rechecked, seen(2_000, "same"), unseen]).state), false);
    assert.equal(hasComeToNothing(play([accepted, rechecked, unseen]).state), false);
  });
});
