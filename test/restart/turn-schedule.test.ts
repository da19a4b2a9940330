import assert from "node:assert/strict";
import { strictestLimits, whatKeepsWaiting } from "../../provider/restart/turn-schedule";
import { request, Turns } from "./schedule-with-state";

describe("the schedule of restarts", () => {
  it("lets as many go down as the group allows, and the next as soon as one is proven", () => {
    const turns = new Turns();
    assert.deepEqual(turns.ask("a", { maxUnavailable: 2 }), ["a"]);
    assert.deepEqual(turns.ask("b", { maxUnavailable: 2 }), ["b"]);
    assert.deepEqual(turns.ask("c", { maxUnavailable: 2 }), []);
    assert.deepEqual(turns.after({ kind: "proven", id: "b" }).granted, ["c"]);
  });

  it("ranks those that wait by order, and then as they came", () => {
    const turns = new Turns();
    turns.ask("first");
    for (const [id, order] of [
      ["c", 2],
      ["b", 1],
      ["d", 2],
      ["a", 0],
    ] as const)
      turns.ask(id, { order });
    assert.deepEqual(turns.proveAll("first"), ["a", "b", "c", "d"]);
  });

  it("keeps groups of different names apart", () => {
    const turns = new Turns();
    turns.ask("a", { name: "one" });
    assert.deepEqual(turns.ask("b", { name: "two" }), ["b"]);
  });

  it("takes the strictest of limits that differ", () => {
    const turns = new Turns();
    turns.ask("a", { maxUnavailable: 5, stopAfterFailures: 1 });
    assert.deepEqual(turns.ask("b", { maxUnavailable: 1, stopAfterFailures: 3, settleSeconds: 5 }), []);
    const limits = strictestLimits(turns.state, request("c", { maxUnavailable: 9 }));
    assert.deepEqual(limits, { maxUnavailable: 1, stopAfterFailures: 1, settleSeconds: 5 });
  });

  it("keeps a place for as long as a host is to settle", () => {
    const turns = new Turns();
    turns.ask("a", { settleSeconds: 30 });
    turns.ask("b", { settleSeconds: 30 });
    const proven = turns.after({ kind: "proven", id: "a" }, 1_000);
    assert.deepEqual([proven.granted, proven.wakeAt], [[], 31_000]);
    assert.deepEqual(turns.after({ kind: "timePassed" }, 30_999).granted, []);
    assert.deepEqual(turns.after({ kind: "timePassed" }, 31_000).granted, ["b"]);
  });

  it("wakes nobody for a host that settles while none waits", () => {
    const turns = new Turns();
    turns.ask("a", { settleSeconds: 30 });
    assert.equal(turns.after({ kind: "proven", id: "a" }).wakeAt, undefined);
  });

  it("holds back those that wait, and those that come, after so many failures", () => {
    const turns = new Turns();
    for (const id of ["a", "b", "c"]) turns.ask(id, { maxUnavailable: 2, stopAfterFailures: 2 });
    assert.deepEqual(turns.after({ kind: "failed", id: "a", mayBeDown: false }).granted, ["c"]);
    turns.ask("d", { maxUnavailable: 2, stopAfterFailures: 2 });
    const second = turns.after({ kind: "failed", id: "b", mayBeDown: false });
    assert.deepEqual(second.heldBack, [{ id: "d", because: "after a and b failed" }]);
    const late = turns.after({
      kind: "asked",
      request: request("e", { maxUnavailable: 2, stopAfterFailures: 2 }),
    });
    assert.deepEqual(late.heldBack, [{ id: "e", because: "after a and b failed" }]);
  });

  it("keeps the place of a host that may still be down, and holds back whom that leaves without one", () => {
    const turns = new Turns();
    const limits = { maxUnavailable: 1, stopAfterFailures: 3 };
    turns.ask("a", limits);
    turns.ask("b", limits);
    const failed = turns.after({ kind: "failed", id: "a", mayBeDown: true });
    assert.deepEqual(failed.heldBack, [{ id: "b", because: "because a may still be down" }]);
  });

  it("gives the place of a host that was not restarted after all to the next", () => {
    const turns = new Turns();
    turns.ask("a");
    turns.ask("b");
    assert.deepEqual(turns.after({ kind: "gaveBack", id: "a" }).granted, ["b"]);
  });

  it("counts a restart of an earlier run that goes on, but does not keep it waiting", () => {
    const turns = new Turns();
    turns.ask("a");
    turns.after({ kind: "resumed", request: request("old") });
    turns.ask("b");
    assert.deepEqual(turns.after({ kind: "proven", id: "a" }).granted, []);
    assert.deepEqual(turns.after({ kind: "proven", id: "old" }).granted, ["b"]);
  });

  it("without a group, takes servers one at a time and clients four at a time, never one beside the other", () => {
    const turns = new Turns();
    for (const id of ["c1", "c2", "c3", "c4"]) assert.deepEqual(turns.askAs("client", id), [id]);
    assert.deepEqual(turns.askAs("client", "c5"), []);
    assert.deepEqual(turns.askAs("server", "s1"), []);
    assert.deepEqual(turns.askAs("server", "s2"), []);
    assert.deepEqual(turns.after({ kind: "proven", id: "c1" }).granted, ["c5"]);
    assert.deepEqual(turns.proveAll("c2", "c3", "c4", "c5"), ["s1", "s2"]);
  });

  it("without a group, holds back servers after one failure and clients after three", () => {
    const turns = new Turns();
    turns.askAs("server", "s1");
    turns.askAs("server", "s2");
    const server = turns.after({ kind: "failed", id: "s1", mayBeDown: false });
    assert.deepEqual(server.heldBack, [{ id: "s2", because: "after s1 failed" }]);
    for (const id of ["c1", "c2", "c3", "c4", "c5"]) turns.askAs("client", id);
    for (const id of ["c1", "c2"])
      assert.deepEqual(turns.after({ kind: "failed", id, mayBeDown: false }).heldBack, []);
    turns.askAs("client", "c6");
    turns.askAs("client", "c7");
    const third = turns.after({ kind: "failed", id: "c3", mayBeDown: false });
    assert.deepEqual(third.heldBack, [{ id: "c7", because: "after c1, c2 and c3 failed" }]);
  });

  it("tells whom a host waits for, and how many are before it", () => {
    const turns = new Turns();
    for (const id of ["a", "b", "c"]) turns.ask(id);
    turns.ask("d", { order: -1 });
    assert.deepEqual(whatKeepsWaiting(turns.state, "c"), { hosts: ["a"], ahead: 2 });
    assert.deepEqual(whatKeepsWaiting(turns.state, "d"), { hosts: ["a"], ahead: 0 });
  });
});
