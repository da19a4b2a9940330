import assert from "node:assert/strict";
import { runningBy } from "../../provider/hosts/host";
import {
  ask,
  askFacts,
  type Fact,
  further,
  numberFact,
  queriesOf,
  textFact,
} from "../../provider/windows/fact";
import { plainLine } from "../lab/simulated/plain-line";
import { framedByCmd, framedByPowerShell, listing, nonce, refused } from "../support/framed";

const key = "HKLM\\SOFTWARE\\Lab";
const both: Fact<string> = {
  query: ["reg query a", "reg query b"],
  read: (answers) => answers.map(({ output }) => output).join("+"),
};
const facts = { count: numberFact(key, "Count"), both, name: textFact(key, "Name") };
const count = listing(key, "    Count    REG_DWORD    0x7");

describe("a table of facts", () => {
  it("asks for all facts in one line, in the order of the table, after what runs first", () => {
    const commands = [
      `reg query "${key}" -v Count`,
      "reg query a",
      "reg query b",
      `reg query "${key}" -v Name`,
    ];
    assert.deepEqual(queriesOf(facts), commands);
    assert.deepEqual(plainLine(askFacts(facts).line("cmd")).split(" & "), commands);
    const { line } = askFacts(facts, { first: ["reg add c"] });
    assert.deepEqual(plainLine(line("cmd")).split(" & "), ["reg add c", ...commands]);
  });

  it("gives each reader the answers to its own commands, and no others", () => {
    for (const framed of [framedByCmd, framedByPowerShell]) {
      const values = (...printed: Parameters<typeof framed>[0]) =>
        askFacts(facts, { nonce }).read(framed(printed));
      assert.deepEqual(values(count, "x", "y", refused), {
        state: "read",
        values: { count: 7, both: "x+y", name: undefined },
      });
      // What another command printed is no answer to this one.
      assert.deepEqual(values(refused, count, count, count), {
        state: "read",
        values: { count: undefined, both: `${count}+${count}`, name: undefined },
      });
    }
    const after = askFacts(facts, { first: ["reg add c"], nonce });
    assert.deepEqual(
      after.read(framedByCmd([refused, count, "x", "y", listing(key, "    Name    REG_SZ    n")])),
      {
        state: "read",
        values: { count: 7, both: "x+y", name: "n" },
      },
    );
  });

  it("reads a number only from a REG_DWORD, and a text only from a REG_SZ of one line", () => {
    const { read } = askFacts({ count: facts.count, name: facts.name }, { nonce });
    const values = (one: string, other: string) => {
      const reading = read(framedByCmd([listing(key, one), listing(key, other)]));
      return reading.state === "read" ? reading.values : undefined;
    };
    const none = { count: undefined, name: undefined };
    assert.deepEqual(values("    Count    REG_SZ    7", "    Name    REG_DWORD    0x7"), none);
    assert.deepEqual(values("    Count    REG_DWORD    7", "    Name    REG_SZ    "), none);
    assert.deepEqual(values("    Other    REG_DWORD    0x7", "    Name    REG_SZ    a\r\nb"), none);
    assert.deepEqual(values("    count    REG_DWORD    0x7", "    NAME    REG_SZ    a"), {
      count: 7,
      name: "a",
    });
  });

  it("reads nothing of an answer without its marks", () => {
    const reading = askFacts(facts, { nonce }).read({ output: count, exitCode: 1, errorOutput: "no" });
    assert.equal(reading.state, "unread");
  });

  describe("that is read", () => {
    /** Counts the turns of the event loop while something is done. */
    async function inTurns<T>(work: (turn: () => number) => Promise<T>): Promise<T> {
      let turn = 0;
      let next = setImmediate(function count() {
        turn += 1;
        next = setImmediate(count);
      });
      return work(() => turn).finally(() => clearImmediate(next));
    }

    /** In which turn each of three facts is read on some hosts at once, all of which answer so. */
    const readIn = (hosts: number, output: string) =>
      inTurns(async (turn) => {
        const seen: number[] = [];
        const look: Fact<void> = { query: "quser", read: () => void seen.push(turn()) };
        const { line, steps, read } = further(
          askFacts({ a: look, b: look, c: look }, { nonce }),
          () => "read",
        );
        const host = runningBy({ name: "vpn01", disconnect: async () => {} }, async () =>
          framedByCmd([output, output, output]),
        );
        const all = Array.from({ length: hosts }, () => ask(host, { line, steps, read }));
        assert.deepEqual(await Promise.all(all), Array(hosts).fill("read"));
        return seen;
      });

    it("is read at once where it is short", async () => {
      assert.equal(new Set(await readIn(1, "short")).size, 1);
    });

    it("is read in a turn of the event loop for each fact where it is long, one at a time for all hosts", async () => {
      const long = "x".repeat(30_000);
      assert.equal(new Set(await readIn(1, long)).size, 3);
      assert.equal(new Set(await readIn(5, long)).size, 15);
    });
  });
});
