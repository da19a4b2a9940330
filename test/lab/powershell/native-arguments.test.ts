import assert from "node:assert/strict";
import fc from "fast-check";
import { checkProperty } from "../../support/property";
import { splitArguments } from "../simulated/arguments";
import { escapedForRuntime, quotedForRuntime } from "./c-runtime-quoting";
import type { EditionName } from "./edition";
import { record } from "./recorded-session";

const all: readonly EditionName[] = ["5.1", "7.2", "7.4"];

/** What stands behind `p`, the editions, and the command line that the program gets. */
const table: readonly (readonly [string, readonly EditionName[], string])[] = [
  ["a 'b c' d", all, 'a "b c" d'],
  ['a"b"c', all, "abc"],
  ["'' x", ["5.1", "7.2"], " x"],
  ["'' x", ["7.4"], '"" x'],
  ["$null x", ["5.1", "7.2"], " x"],
  ["$null x", ["7.4"], "x"],
  ["'say \"hi\"'", ["5.1", "7.2"], '"say "hi""'],
  ["'say \"hi\"'", ["7.4"], '"say \\"hi\\""'],
  ["'\"a b\"'", ["5.1", "7.2"], '"a b"'],
  ["'\"a b\"'", ["7.4"], '"\\"a b\\""'],
  ["'a\"b'", ["5.1", "7.2"], 'a"b'],
  ["'a\"b'", ["7.4"], '"a\\"b"'],
  ["'C:\\a b\\'", ["5.1"], '"C:\\a b\\"'],
  ["'C:\\a b\\'", ["7.2", "7.4"], '"C:\\a b\\\\"'],
  ["'C:\\a\\'", all, "C:\\a\\"],
  ["-t:'a b'", ["5.1", "7.2"], '-t:"a b"'],
  ["-t:'a b'", ["7.4"], '"-t:a b"'],
  ["-t: x", all, "-t: x"],
  ["a,b, c", all, "a,b, c"],
  ["$list", all, '1 "2 3"'],
];

describe("the command line of a native program", () => {
  for (const [text, editions, line] of table) {
    for (const edition of editions) {
      it(`is ${line} for p ${text} in ${edition}`, async () => {
        assert.deepEqual((await record(`$list = '1', '2 3'; p ${text}`, { edition })).lines, [line]);
      });
    }
  }

  it("is made in the old way for cmd even by pwsh 7.4", async () => {
    const options = { edition: "7.4", programs: { cmd: {} } } as const;
    assert.deepEqual((await record("cmd /c 'echo \"a b\"' ''", options)).lines, ['/c "echo "a b"" ']);
  });

  it("loses quotes in Windows PowerShell, and keeps them in pwsh 7.4", async () => {
    const text = "p 'say \"hi\"' ''";
    assert.deepEqual((await record(text)).argv, [["say hi"]]);
    assert.deepEqual((await record(text, { edition: "7.4" })).argv, [['say "hi"', ""]]);
  });

  it("brings every word through in pwsh 7.4", () => {
    const word = fc.string({ unit: fc.constantFrom("a", " ", "\t", '"', "\\", "'", "ü") });
    checkProperty(
      fc.property(fc.array(word), (words) => {
        assert.deepEqual(splitArguments(words.map(escapedForRuntime).join(" ")), words);
        assert.deepEqual(splitArguments(words.map(quotedForRuntime).join(" ")), words);
      }),
    );
  });
});
