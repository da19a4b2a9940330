import assert from "node:assert/strict";
import fc from "fast-check";
import { turnPlace } from "../../provider/restart/group";
import {
  noTurns,
  scheduleTurns,
  strictestLimits,
  type TurnDecision,
  type TurnEvent,
  type TurnRequest,
  type TurnState,
  whatKeepsWaiting,
} from "../../provider/restart/turn-schedule";
import { checkProperty } from "../support/property";

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

  it("lets no more go down than allowed, starves nobody and ends, whatever comes and fails", () => {
    checkProperty(fc.property(fc.array(host, { minLength: 1, maxLength: 24 }), play), { numRuns: 500 });
  });
});

interface WildHost {
  readonly comesAt: number;
  readonly takes: number;
  readonly ends: "proven" | "gaveBack" | "lost" | "failedUp";
  readonly resumed: boolean;
  readonly place: Pick<TurnRequest, "pool" | "kind" | "limits" | "order">;
}

const place = fc.oneof(
  fc.constantFrom("server" as const, "client" as const).map((kind) => turnPlace(undefined, kind)),
  fc
    .record({
      name: fc.constantFrom("one", "two"),
      maxUnavailable: fc.integer({ min: 1, max: 4 }),
      stopAfterFailures: fc.integer({ min: 1, max: 4 }),
      settleSeconds: fc.integer({ min: 0, max: 3 }),
      order: fc.integer({ min: 0, max: 2 }),
    })
    .map((group) => turnPlace(group, "client")),
);
const host: fc.Arbitrary<WildHost> = fc.record({
  comesAt: fc.integer({ min: 0, max: 40 }),
  takes: fc.integer({ min: 1, max: 20 }),
  ends: fc.oneof(
    { weight: 6, arbitrary: fc.constant("proven" as const) },
    { weight: 2, arbitrary: fc.constantFrom("gaveBack" as const, "lost" as const, "failedUp" as const) },
  ),
  resumed: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  place,
});

/** Plays a run second by second beside a count of its own. */
function play(hosts: readonly WildHost[]): void {
  const turns = new Turns();
  const came = new Map<string, TurnRequest>();
  const waiting: string[] = [];
  const down = new Map<string, { endsAt: number; settlesAt?: number; lost?: boolean }>();
  const failures: TurnRequest[] = [];
  const ended = new Set<string>();
  const of = (id: string) => hosts[Number(id)] ?? assert.fail(id);
  const alike = (one: TurnRequest, other: TurnRequest) => one.pool === other.pool && one.kind === other.kind;
  const least = (of: TurnRequest, limit: "maxUnavailable" | "stopAfterFailures") =>
    Math.min(...[...came.values()].filter((each) => alike(each, of)).map(({ limits }) => limits[limit]));

  const take = ({ granted, heldBack }: TurnDecision, at: number): void => {
    for (const { id } of heldBack) {
      const asked = came.get(id) ?? assert.fail(id);
      assert.ok(
        failures.some(({ pool }) => pool === asked.pool),
        `${id} is held back although nothing failed`,
      );
      waiting.splice(waiting.indexOf(id), 1);
      ended.add(id);
    }
    for (const id of granted) {
      const asked = came.get(id) ?? assert.fail(id);
      const ahead = waiting.slice(0, waiting.indexOf(id)).map((each) => came.get(each) ?? assert.fail(each));
      const overtaken = ahead.filter(({ pool, order }) => pool === asked.pool && order <= asked.order);
      assert.deepEqual(overtaken, [], `${id} overtakes`);
      waiting.splice(waiting.indexOf(id), 1);
      const beside = [...down.keys()]
        .map((each) => came.get(each) ?? assert.fail(each))
        .filter(({ pool }) => pool === asked.pool);
      assert.ok(
        beside.every((each) => alike(each, asked)),
        `${id} goes down beside another kind`,
      );
      assert.ok(beside.length < least(asked, "maxUnavailable"), `${id} is one too many`);
      const failed = failures.filter((each) => alike(each, asked));
      assert.ok(failed.length < least(asked, "stopAfterFailures"), `${id} goes down after enough failures`);
      down.set(id, { endsAt: at + of(id).takes });
    }
  };

  for (let at = 0; ended.size < hosts.length && at <= 40 + 24 * 24; at++) {
    for (const [id, one] of down) if (one.settlesAt !== undefined && one.settlesAt <= at) down.delete(id);
    take(turns.after({ kind: "timePassed" }, at * 1_000), at);
    for (const [id, one] of [...down].filter(([, { endsAt }]) => endsAt === at)) {
      const asked = came.get(id) ?? assert.fail(id);
      ended.add(id);
      const { ends } = of(id);
      if (ends === "lost") one.lost = true;
      else if (ends !== "proven") down.delete(id);
      if (ends === "lost" || ends === "failedUp") failures.push(asked);
      if (ends === "proven") {
        const settles = Math.max(
          ...[...came.values()]
            .filter((each) => alike(each, asked))
            .map(({ limits }) => limits.settleSeconds),
        );
        one.settlesAt = at + settles;
        if (settles === 0) down.delete(id);
      }
      const event =
        ends === "proven" || ends === "gaveBack"
          ? { kind: ends, id }
          : { kind: "failed" as const, id, mayBeDown: ends === "lost" };
      take(turns.after(event, at * 1_000), at);
    }
    for (const [index, { comesAt, place, resumed, takes }] of hosts.entries()) {
      if (comesAt !== at) continue;
      const id = String(index);
      const asked = { id, host: id, ...place };
      came.set(id, asked);
      if (resumed) down.set(id, { endsAt: at + takes });
      else waiting.push(id);
      take(turns.after({ kind: resumed ? "resumed" : "asked", request: asked }, at * 1_000), at);
    }
  }
  assert.deepEqual(waiting, [], "somebody waits for ever");
  assert.equal(ended.size, hosts.length);
}

function request(id: string, group: Partial<Parameters<typeof turnPlace>[0]> = {}): TurnRequest {
  return { id, host: id, ...turnPlace({ name: "g", ...group }, "client") };
}

/** The schedule with its state. */
class Turns {
  state: TurnState = noTurns;

  after(event: DistributiveOmit<TurnEvent, "at">, at = 0): TurnDecision {
    const decision = scheduleTurns(this.state, { ...event, at } as TurnEvent);
    this.state = decision.state;
    return decision;
  }

  ask(id: string, group: Partial<Parameters<typeof turnPlace>[0]> = {}): readonly string[] {
    return this.after({ kind: "asked", request: request(id, group) }).granted;
  }

  askAs(kind: "server" | "client", id: string): readonly string[] {
    return this.after({ kind: "asked", request: { id, host: id, ...turnPlace(undefined, kind) } }).granted;
  }

  /** Proves these, then whoever is granted because of it; answers in which order they were granted. */
  proveAll(...ids: readonly string[]): string[] {
    const granted: string[] = [];
    const open = [...ids];
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      const next = this.after({ kind: "proven", id }).granted;
      granted.push(...next);
      open.push(...next);
    }
    return granted;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
