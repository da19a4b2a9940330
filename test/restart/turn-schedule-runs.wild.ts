import assert from "node:assert/strict";
import fc from "fast-check";
import { turnPlace } from "../../provider/restart/group";
import type { TurnDecision, TurnRequest } from "../../provider/restart/turn-schedule";
import { checkProperty } from "../support/property";
import { Turns } from "./schedule-with-state";

describe("the schedule of restarts over a whole run", () => {
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
