import assert from "node:assert/strict";
import type { EditionName } from "./edition";
import { record } from "./recorded-session";

const all: readonly EditionName[] = ["5.1", "7.2", "7.4"];

describe("the exit code of powershell -c", () => {
  for (const code of [0, 1, 5, 1115, 1190, 3221225786]) {
    it(`is that of a program, ${code}, with exit $LASTEXITCODE, and 0 or 1 without`, async () => {
      const programs = { p: { exitCode: code } };
      for (const edition of all) {
        const given = { edition, programs };
        assert.equal((await record("p; exit $LASTEXITCODE", given)).exitCode, code);
        assert.equal((await record("p", given)).exitCode, code === 0 ? 0 : 1);
        assert.equal((await record("p; echo x", given)).exitCode, 0);
        const signed = code > 0x7fffffff ? code - 2 ** 32 : code;
        assert.equal(
          (await record("p; $?; $LASTEXITCODE", given)).output,
          `${code === 0 ? "True" : "False"}\r\n${signed}\r\n`,
        );
      }
    });
  }

  for (const [text, editions, exitCode] of [
    ["exit", all, 0],
    ["exit 7", all, 7],
    ["exit '7'", all, 7],
    ["exit -1", all, 4294967295],
    ["exit $nothing", all, 0],
    ["exit (1 + 1)", all, 2],
    ["& { exit 4 }; exit 5", all, 4],
    ["try { exit 4 } catch { exit 5 }", all, 4],
    ["", all, 0],
    ["nope", all, 1],
    ["nope; echo x", all, 0],
    ["try { nope } catch { }", all, 1],
    ["try { nope } catch { 1 }", all, 0],
    ["echo (", all, 1],
    ["p 1; $x = 1", all, 0],
    ["$x = p 1", all, 1],
    ["p 1; if ($LASTEXITCODE -eq 0) { echo never }", all, 1],
    ["if (p 1) { echo never }", all, 0],
    ["(p 1)", ["5.1"], 0],
    ["(p 1)", ["7.2", "7.4"], 1],
    ["p 1 && echo x", ["7.2", "7.4"], 1],
    ["p 1 || echo x", ["7.2", "7.4"], 0],
  ] as const) {
    it(`is ${exitCode} after ${text}, in ${editions.join(" and ")}`, async () => {
      for (const edition of editions) {
        const given = { edition, programs: { p: { exitCode: 1 } } };
        assert.equal((await record(text, given)).exitCode, exitCode, edition);
      }
    });
  }
});

describe("&& and ||", () => {
  for (const token of ["&&", "||"]) {
    it(`${token} is a parse error in Windows PowerShell`, async () => {
      const { output, errors, exitCode } = await record(`echo a ${token} echo b; echo c`);
      assert.deepEqual([output, exitCode], ["", 1]);
      assert.ok(errors.includes(`The token '${token}' is not a valid statement separator in this version.`));
      assert.match(errors, /FullyQualifiedErrorId : InvalidEndOfLine/);
    });
  }

  for (const [text, output] of [
    ["echo a && echo b", "a b"],
    ["echo a || echo b", "a"],
    ["p && echo b || echo c", "c"],
    ["p || echo b && echo c", "b c"],
    ["echo a && p || echo c; echo d", "a c d"],
    ["p && echo b && echo c; echo d", "d"],
    ['$x = echo a && echo b; "<$x>"', "<a b>"],
    ["echo a &&\necho b", "a b"],
  ] as const) {
    it(`run by the success of what is left of them in pwsh: ${text}`, async () => {
      const found = await record(text, { edition: "7.2", programs: { p: { exitCode: 1 } } });
      assert.equal(found.output.trimEnd().split("\r\n").join(" "), output);
    });
  }
});
