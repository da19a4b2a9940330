import assert from "node:assert/strict";
import { turnPlace } from "../../provider/restart/group";
import { type HeldBack, type Turn, Turns } from "../../provider/restart/turns";
import { ManualClock } from "../support/manual-clock";

type Group = Partial<Parameters<typeof turnPlace>[0]>;

describe("the turns of a process", () => {
  it("come at once while there is a place, and without waiting", async () => {
    const { take, told } = scene();
    assert.equal(asTurn(await take("a")).waited, false);
    assert.deepEqual(told, []);
  });

  it("come when another ends, and say what they waited for until then", async () => {
    const { clock, take, told } = scene();
    const first = asTurn(await take("a"));
    const second = take("b");
    const third = take("c");
    await clock.advance(25_000);
    assert.deepEqual(told.slice(0, 2), [
      "waits for its turn in group g, after a",
      "waits for its turn in group g, after a; 1 more waits before it",
    ]);
    assert.equal(told.length, 6);
    first.end("proven");
    const turn = asTurn(await second);
    assert.equal(turn.waited, true);
    turn.end("gaveBack");
    asTurn(await third).end("proven");
    await clock.advance(60_000);
    assert.equal(told.length, 6);
    assert.equal(clock.pending, 0);
  });

  it("come after the hosts before have settled, by the clock", async () => {
    const { clock, take } = scene();
    const first = asTurn(await take("a", { settleSeconds: 30 }));
    let came = false;
    const second = take("b", { settleSeconds: 30 }).then((turn) => {
      came = true;
      return turn;
    });
    first.end("proven");
    await clock.advance(29_999);
    assert.equal(came, false);
    await clock.advance(1);
    assert.equal(came, true);
    assert.equal(asTurn(await second).waited, true);
  });

  it("are held back after a failure, for those that wait and those that come", async () => {
    const { take } = scene();
    const first = asTurn(await take("a"));
    const second = take("b");
    first.end("lost");
    assert.deepEqual(
      [await second, await take("c")],
      [{ because: "after a failed" }, { because: "after a failed" }],
    );
  });

  it("end once: what is said later of the same turn changes nothing", async () => {
    const { take } = scene();
    const first = asTurn(await take("a"));
    first.end("proven");
    first.end("lost");
    assert.equal(asTurn(await take("b")).waited, false);
  });

  it("count a restart of an earlier run", async () => {
    const { clock, turns, take } = scene();
    const earlier = turns.resume(request("old"), clock);
    const next = take("a");
    earlier.end("proven");
    assert.equal(asTurn(await next).waited, true);
  });

  it("say once which limits count where members give different ones", async () => {
    const { take, warned } = scene();
    await take("a", { maxUnavailable: 4 });
    await take("b", { maxUnavailable: 4 });
    assert.deepEqual(warned, []);
    await take("c", { maxUnavailable: 3, stopAfterFailures: 2, settleSeconds: 9 });
    assert.deepEqual(warned, [
      "c: members of group g give different limits; the strictest count: at most 3 down at once, none after the first failure, 9 s to settle",
    ]);
  });
});

function scene() {
  const clock = new ManualClock();
  const turns = new Turns();
  const told: string[] = [];
  const warned: string[] = [];
  const listener = {
    clock,
    progress: (message: string) => void told.push(message),
    warning: (message: string) => void warned.push(message),
  };
  const take = (id: string, group: Group = {}) => turns.take(request(id, group), listener);
  return { clock, turns, told, warned, take };
}

function request(id: string, group: Group = {}) {
  return { id, host: id, ...turnPlace({ name: "g", ...group }, "client") };
}

function asTurn(answer: Turn | HeldBack): Turn {
  assert.ok(!("because" in answer));
  return answer;
}
