import assert from "node:assert/strict";
import { exitCodeOf, runAll, tableOf } from "../../examples/fleet/sites";

/** Work that ends when it is told to. */
function held() {
  const ends = new Map<string, { done: (what: string) => void; fail: (error: Error) => void }>();
  const begun: string[] = [];
  const run = (site: string) =>
    new Promise<string>((done, fail) => {
      begun.push(site);
      ends.set(site, { done, fail });
    });
  const settle = async (site: string, how: "done" | "fail") => {
    if (how === "done") ends.get(site)?.done("1 create");
    else ends.get(site)?.fail(new Error("UNREACHABLE: could not\n   open it"));
    await new Promise(setImmediate);
  };
  return { run, begun, settle };
}

describe("the sites of a fleet", () => {
  it("begin so many at once, the next as soon as one is done", async () => {
    const { run, begun, settle } = held();
    const all = runAll(["a", "b", "c", "d"], { atOnce: 2, stopAfter: 1 }, run);
    assert.deepEqual(begun, ["a", "b"]);
    await settle("b", "done");
    assert.deepEqual(begun, ["a", "b", "c"]);
    for (const site of ["a", "c", "d"]) await settle(site, "done");
    assert.deepEqual(
      (await all).map(({ site, outcome }) => [site, outcome]),
      ["a", "b", "c", "d"].map((site) => [site, "done"]),
    );
  });

  it("begin no more once so many have failed, and those under way go on to their end", async () => {
    const { run, begun, settle } = held();
    const all = runAll(["a", "b", "c", "d"], { atOnce: 2, stopAfter: 1 }, run);
    await settle("a", "fail");
    await settle("b", "done");
    const results = await all;
    assert.deepEqual(begun, ["a", "b"]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ["failed", "done", "not begun", "not begun"],
    );
    assert.equal(exitCodeOf(results), 1);
  });

  it("go on after fewer failures than that", async () => {
    const { run, begun, settle } = held();
    const all = runAll(["a", "b", "c"], { atOnce: 1, stopAfter: 2 }, run);
    await settle("a", "fail");
    await settle("b", "done");
    await settle("c", "done");
    assert.deepEqual(begun, ["a", "b", "c"]);
    assert.equal(exitCodeOf(await all), 1);
  });

  it("are told in a table of one line each, and the exit code is 0 only if all are done", async () => {
    let now = 0;
    const clock = () => (now += 1500);
    const results = await runAll(
      ["lyon", "oslo"],
      { atOnce: 1, stopAfter: 1 },
      async () => "2 create",
      clock,
    );
    assert.equal(exitCodeOf(results), 0);
    assert.equal(
      tableOf(results),
      "site  outcome  seconds  what\nlyon  done     2        2 create\noslo  done     2        2 create",
    );
  });
});
