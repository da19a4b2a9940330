import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCases } from "../../support/case-files";
import { checkout, withBetween } from "../../support/documents";
import { type Played, playCase } from "./play-case";
import type { RestartCase } from "./restart-case";
import { byNumber, isBetter, ownVerdict, type Peer, type Row, scoreboardText, verdictOf } from "./scoreboard";

const file = join(checkout, "docs", "scoreboard.md");
const begin = "<!-- scoreboard: written by test/resources/reboot/scoreboard.test.ts -->";
const end = "<!-- end of scoreboard -->";

const peers = readCases<readonly Peer[]>("scoreboard").flatMap(({ content }) => content);
const cases = readCases<RestartCase>("reboot").flatMap(({ content: given }) =>
  given.row === undefined ? [] : [{ id: given.row, given }],
);

describe("the scoreboard of restarts", () => {
  const rows: Row[] = [];

  before(async () => {
    for (const { id, given } of cases.sort((one, other) => byNumber(one.id, other.id))) {
      const played = await playCase(given);
      const own = ownVerdict(played);
      const next = played.result === "unfinished" ? await played.again?.() : undefined;
      rows.push({ id, what: given.what, own: next === undefined ? own : ownVerdict(played, next) });
    }
  });

  it("is what docs/scoreboard.md shows", () => {
    const committed = readFileSync(file, "utf8");
    const played = withBetween(committed, begin, end, scoreboardText(rows, peers));
    if (played === committed) return;
    if (process.env.CI !== "true") writeFileSync(file, played);
    assert.fail(
      "docs/scoreboard.md differs from what the cases come to: it is rewritten where CI is not set",
    );
  });

  it("has a case for each row from F1 to F39, and each row once", () => {
    const ids = cases.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    const numbers = new Set(ids.map((id) => Number(/^F(\d+)[b-z]?$/.exec(id)?.[1])));
    const missing = Array.from({ length: 39 }, (_, at) => at + 1).filter((number) => !numbers.has(number));
    assert.deepEqual(missing, []);
  });

  it("has a verdict of each tool for each row, and none for any other", () => {
    const ids = cases.map(({ id }) => id).sort(byNumber);
    for (const { name, verdicts } of peers)
      assert.deepEqual(verdicts.flatMap(({ rows: of }) => of).sort(byNumber), ids, name);
  });

  it("says of every verdict on another tool whether its code was run or read, and why", () => {
    for (const { name, version, verdicts } of peers) {
      assert.match(version, /^[0-9a-f]{7,40}[ ,]/, name);
      for (const { how, why, rank } of verdicts) {
        assert.ok(how === "run" || how === "read", name);
        assert.ok(["done", "told", "wrong", "none"].includes(rank), name);
        assert.match(why, /^[A-Z"`\d`].{10,}\.\)?$/, name);
      }
    }
  });

  it("has nothing wrong of this package in any row", () => {
    assert.deepEqual(
      rows.filter(({ own }) => own.rank !== "done" && own.rank !== "told"),
      [],
    );
  });
});

describe("a verdict of the scoreboard", () => {
  const played = async (changes: Partial<Played>): Promise<Played> => {
    const given = readCases<RestartCase>("reboot").find(({ name }) => name === "clean");
    assert.ok(given);
    return { ...(await playCase(given.content)), ...changes };
  };

  it("is done where an active status is true, and wrong where the host has not booted into the value", async () => {
    const restarted = await played({});
    assert.equal(ownVerdict(restarted).rank, "done");
    restarted.windows.valueInForce = { type: "absent" };
    assert.equal(ownVerdict(restarted).rank, "wrong");
  });

  it("is wrong where one run has restarted the host twice", async () => {
    const twice = await played({});
    twice.windows.shutdownRequests.push(...twice.windows.shutdownRequests);
    assert.equal(ownVerdict(twice).rank, "wrong");
    assert.equal(ownVerdict({ ...twice, runs: 5 }).rank, "done");
  });

  it("is told where the run fails, with the code, and what the next run comes to", async () => {
    const restarted = await played({});
    const failed = { ...restarted, result: "failed", code: "REBOOT_REFUSED", seconds: 0.2 } as const;
    assert.deepEqual(ownVerdict(failed), { rank: "told", says: "`REBOOT_REFUSED` at once" });
    const { says } = ownVerdict({ ...failed, seconds: 9.5 }, restarted);
    assert.equal(says, "`REBOOT_REFUSED` after 10 s; next run: `active` by a new request");
  });

  it("of another tool is better only where its rank is", () => {
    const of = (rank: "done" | "told" | "wrong" | "none") => ({ rank, says: "" });
    assert.ok(isBetter(of("done"), of("told")));
    assert.ok(!isBetter(of("done"), of("done")) && !isBetter(of("none"), of("wrong")));
  });

  it("of another tool that is better is bold, and listed", () => {
    const peer = { name: "other", of: "somewhere", version: "0", verdicts: [] };
    const verdict = { rows: ["F1"], rank: "done", says: "5 s", how: "read", why: "Because." } as const;
    const better = { ...peer, verdicts: [verdict] };
    const row = { id: "F1", what: "a | b", own: { rank: "told", says: "`X`" } } as const;
    const text = scoreboardText([row], [better]);
    assert.match(text, /^\| F1 \| a \\\| b \| told: `X` \| \*\*done: 5 s\*\* \(read\) \|$/m);
    assert.match(text, /^- F1 \(a \| b\): other\.$/m);
    assert.throws(() => verdictOf(peer, "F1"), /no verdict for F1/);
  });
});
