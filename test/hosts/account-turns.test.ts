import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AccountTurns,
  excused,
  over,
  refused,
  shown,
  taken,
  turnOf,
  unseen,
} from "../../provider/hosts/account-turns";
import { checkProperty } from "../support/property";

type Outcome = "takes" | "refuses" | "perhaps" | "no answer";

/** One host's next deed: to want the account, to answer, to go down or come back. */
interface Deed {
  readonly host: number;
  readonly kind: "want" | "answer" | "restart" | "back" | "excuse";
  readonly outcome: Outcome;
}

const hosts = fc.integer({ min: 1, max: 6 });
const deeds = fc.array(
  fc.record<Deed>({
    host: fc.nat({ max: 5 }),
    kind: fc.constantFrom("want", "want", "answer", "answer", "restart", "back", "excuse"),
    outcome: fc.constantFrom("takes", "refuses", "refuses", "perhaps", "no answer"),
  }),
  { maxLength: 80 },
);

/** Plays the deeds as the gate would, and counts what the directory sees. */
class World {
  turns: AccountTurns = unseen;
  readonly restarting = new Set<string>();
  /** Who sees the account now, and whether its answer counts. */
  readonly seeing = new Map<string, { readonly counts: boolean; readonly first: boolean }>();
  /** Refusals at the directory since a host took the account last, and failures that may have been some. */
  refusals = 0;
  doubts = 0;
  takes = 0;
  refusedBy: string | undefined;

  play({ host: number, kind, outcome }: Deed, count: number): void {
    const host = `host ${number % count}`;
    if (kind === "restart") this.restarting.add(host);
    else if (kind === "back") this.restarting.delete(host);
    else if (kind === "excuse") this.turns = excused(this.turns, host);
    else if (kind === "want" && !this.seeing.has(host)) this.want(host);
    else if (kind === "answer") this.answer(host, outcome);
  }

  private want(host: string): void {
    const turn = turnOf(this.turns, host, {
      isRestarting: (one) => this.restarting.has(one),
      canBeAsked: (one) => !this.seeing.has(one),
    });
    if (turn === "wait" || turn === "none") return;
    const seer = typeof turn === "object" ? turn.ask : host;
    const counts = turn !== "offer beside";
    if (counts) {
      assert.ok(![...this.seeing.values()].some((each) => each.counts), "one host at a time");
      const mayTell = this.turns.takers.includes(seer) && seer !== this.refusedBy;
      assert.ok(this.refusedBy === undefined || mayTell, `${seer} sees what ${this.refusedBy} refused`);
      this.turns = shown(this.turns, seer);
    }
    this.seeing.set(seer, { counts, first: !this.turns.takers.includes(seer) });
  }

  private answer(host: string, outcome: Outcome): void {
    const seen = this.seeing.get(host);
    if (seen === undefined) return;
    this.seeing.delete(host);
    const isBooting = !seen.first && this.restarting.has(host);
    if (outcome === "takes") {
      this.turns = taken(this.turns, host);
      this.refusals = 0;
      this.doubts = 0;
      this.refusedBy = undefined;
      this.takes += 1;
    } else if (outcome === "no answer" || isBooting) {
      this.turns = over(this.turns, host);
    } else {
      this.turns = refused(this.turns, host, outcome === "perhaps" ? "perhaps" : "certainly");
      if (outcome === "perhaps") this.doubts += 1;
      else this.refusals += 1;
      this.refusedBy = this.turns.refusal?.at;
    }
  }
}

describe("the turns of an account", () => {
  it("let its directory see two refusals at most between two acceptances, whatever the order", () => {
    checkProperty(
      fc.property(hosts, deeds, (count, all) => {
        const world = new World();
        for (const deed of all) {
          if (deed.kind === "excuse") continue;
          world.play(deed, count);
          assert.ok(world.refusals <= 2, `${world.refusals} refusals`);
          assert.ok(
            world.refusals + world.doubts <= 3,
            `${world.refusals} and ${world.doubts} that may be some`,
          );
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("show it to no host but one that took it before, after a refusal", () => {
    checkProperty(
      fc.property(hosts, deeds, (count, all) => {
        const world = new World();
        for (const deed of all) if (deed.kind !== "excuse") world.play(deed, count);
      }),
      { numRuns: 3_000 },
    );
  });

  it("let everybody see a good account in the end", () => {
    checkProperty(
      fc.property(hosts, deeds, (count, all) => {
        const world = new World();
        for (const deed of all)
          world.play({ ...deed, outcome: deed.outcome === "no answer" ? "no answer" : "takes" }, count);
        for (const host of [...world.seeing.keys()])
          world.play({ host: Number(host.slice(5)), kind: "answer", outcome: "takes" }, count);
        for (let host = 0; host < count; host++) {
          world.play({ host, kind: "want", outcome: "takes" }, count);
          assert.ok(world.seeing.has(`host ${host}`));
          world.play({ host, kind: "answer", outcome: "takes" }, count);
        }
        assert.equal(world.turns.closed, false);
      }),
    );
  });

  const known = (restarting: readonly string[] = [], askable: readonly string[] = ["a", "b", "c"]) => ({
    isRestarting: (host: string) => restarting.includes(host),
    canBeAsked: (host: string) => askable.includes(host),
  });
  const twoTook = taken(taken(unseen, "a"), "b");
  const refusedByC = refused(shown(twoTook, "c"), "c", "certainly");

  it("ask the host that took it last, then the one before, and then nobody", () => {
    assert.deepEqual(turnOf(refusedByC, "d", known()), { ask: "b" });
    const askedB = over(shown(refusedByC, "b"), "b");
    assert.deepEqual(turnOf(askedB, "d", known()), { ask: "a" });
    assert.equal(turnOf(over(shown(askedB, "a"), "a"), "d", known()), "none");
  });

  it("pass over a host that restarts, and one that cannot be asked", () => {
    assert.deepEqual(turnOf(refusedByC, "d", known(["b"])), { ask: "a" });
    assert.deepEqual(turnOf(refusedByC, "d", known([], ["a"])), { ask: "a" });
    assert.equal(turnOf(refusedByC, "d", known(["b"], [])), "none");
  });

  it("have a host that could be asked tell by its own logon", () => {
    assert.equal(turnOf(refusedByC, "a", known()), "offer");
    assert.equal(turnOf(taken(shown(refusedByC, "a"), "a"), "d", known()), "offer");
  });

  it("end with a second refusal, or with a first where nobody had taken it", () => {
    assert.equal(refused(shown(refusedByC, "b"), "b", "certainly").closed, true);
    assert.equal(refused(shown(unseen, "a"), "a", "certainly").closed, true);
    const doubted = refused(shown(unseen, "a"), "a", "perhaps");
    assert.equal(doubted.closed, false);
    assert.equal(refused(shown(doubted, "b"), "b", "perhaps").closed, true);
  });

  it("let a host that restarts and took it before try beside another, and wait for nobody", () => {
    assert.equal(turnOf(shown(twoTook, "c"), "a", known(["a"])), "offer beside");
    assert.equal(turnOf(shown(twoTook, "c"), "a", known()), "wait");
    assert.equal(turnOf(shown(twoTook, "c"), "d", known(["d"])), "wait");
  });

  it("forget a refusal that came from a boot", () => {
    assert.equal(turnOf(excused(refusedByC, "c"), "d", known()), "offer");
    assert.notEqual(turnOf(excused(refusedByC, "a"), "d", known()), "offer");
  });
});
