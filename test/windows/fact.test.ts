import assert from "node:assert/strict";
import {
  factsLine,
  numberFact,
  queriesOf,
  readFacts,
  takeApart,
  textFact,
} from "../../provider/windows/fact";

const key = "HKLM\\SOFTWARE\\Lab";
const facts = {
  count: numberFact(key, "Count"),
  both: { query: ["reg query a", "reg query b"], read: () => "both" },
  name: textFact(key, "Name"),
};

describe("a table of facts", () => {
  it("asks for all facts in one line, in the order of the table", () => {
    assert.deepEqual(queriesOf(facts), [
      `reg query "${key}" -v Count`,
      "reg query a",
      "reg query b",
      `reg query "${key}" -v Name`,
    ]);
    assert.equal(factsLine(facts)("cmd"), queriesOf(facts).join(" & "));
    assert.match(factsLine(facts)("powershell"), /-v Count; reg query a; .*; exit \$LASTEXITCODE$/);
  });

  it("reads every fact from the one answer, and undefined where it is not in it", () => {
    const output = "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Lab\r\n    Count    REG_DWORD    0x7\r\n\r\n";
    const answer = takeApart({ output, exitCode: 1 });
    assert.deepEqual([answer.output, answer.exitCode], [output, 1]);
    assert.deepEqual(readFacts(facts, answer), { count: 7, both: "both", name: undefined });
    const named = takeApart({
      output: output.replace("Count    REG_DWORD    0x7", "Name    REG_SZ    n"),
      exitCode: 0,
    });
    assert.deepEqual(readFacts(facts, named), { count: undefined, both: "both", name: "n" });
  });
});
