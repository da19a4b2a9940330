import assert from "node:assert/strict";
import { askFacts, type Fact, numberFact, queriesOf, textFact } from "../../provider/windows/fact";
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
});
