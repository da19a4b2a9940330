import assert from "node:assert/strict";
import {
  closeSessionScript,
  definitionScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
} from "../../../provider/hosts/powershell/scripts";
import { frame } from "../../../provider/windows/frame";
import { queryKey, queryValue } from "../../../provider/windows/registry-value";
import { requestRestart } from "../../../provider/windows/shutdown";
import { failed, succeeded } from "../simulated/machine";
import { plainLine } from "../simulated/plain-line";
import { runLine } from "../simulated/powershell-shell";
import { hear } from "./heard-script";
import { areHeldToRecordings } from "./recordings";
import { formOf, readShellLine, UnknownLineError } from "./shell-line";

const bounds = { milliseconds: 59_000, mostBytes: 65_536 };
const session = { host: "h", port: 5985, useTls: false, user: "u", openSeconds: 1 };

describe("the stand-in for PowerShell", () => {
  it("knows a script with whatever it carries", () => {
    for (const text of ["", "a", 'it\'s "b" \u00e4 %OS%', "x".repeat(4_000)]) {
      assert.deepEqual(hear(runScript(text, bounds)), { kind: "run", line: text });
      assert.deepEqual(hear(runRemotelyScript(text, bounds)), { kind: "runRemotely", line: text });
      for (const openSeconds of [0.5, 1, 2, 20, 86_400]) {
        const wish = { port: 5986, useTls: true, user: text };
        const heard = hear(openSessionScript({ ...wish, host: text, openSeconds }));
        assert.deepEqual(heard, { kind: "openSession", computer: text, ...wish, idleMilliseconds: 240_000 });
      }
    }
  });

  for (const [what, script] of [
    ["a method that does not exist", definitionScript.replace("WaitForExit(", "WaitForExitt(")],
    ["a command without its end", runScript("echo a", bounds).slice(0, -1)],
    ["two scripts in one", `${runScript("echo a", bounds)}; ${closeSessionScript}`],
    ["another parameter of New-PSSession", openSessionScript(session).replace("-Port", "-Prt")],
    ["a text that is no base64", runScript("a", bounds).replace("'YQ=='", "'a'")],
    ["a script of nobody's", "Get-ChildItem"],
  ] as const) {
    it(`does not know ${what}`, () => {
      assert.equal(hear(script), undefined);
    });
  }

  const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
  const known = frame([queryKey(key)]).line("powershell");
  for (const [what, line] of [
    ["double quotes", known.replace(`'${key}'`, `"${key}"`)],
    ["a text without its end", known.replace(`${key}'`, key)],
    ["another variable", known.replace(/\$LASTEXITCODE$/, "$LASTEXITCODEE")],
    ["an operator", known.replace("; exit $", " | exit $")],
    ["a second command behind a bracket", known.replace("; exit $", "}; exit $")],
    ["a curly quote, which ends a text", known.replace("SYSTEM", "SYS\u2019TEM")],
    ["an empty argument, which 5.1 drops", known.replace(key, "")],
    ["a double quote in a text, which 5.1 loses", known.replace("SYSTEM", 'SYS"TEM')],
    ["a backslash before the closing quote", known.replace(`${key}'`, `${key}\\'`)],
    ["a program named by a text", known.replace("& $pwi\\reg.exe", "& 'reg.exe'")],
    ["a program without its folder", known.replace("& $pwi\\reg.exe", "reg.exe")],
    ["a mark of another line", known.replace(/\.0\.' \+/, ".1.' +")],
    ["a head without its check", known.replace(/if \(\$LASTEXITCODE -ne 9009\) \{.*?\}; /, "")],
    ["a number that PowerShell writes in its own way", known.replace(`${key}'`, `${key}' 0x2kb(1)`)],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.throws(() => readShellLine(line), UnknownLineError);
      const result = await runLine(line, async () => assert.fail("it has started a program"));
      assert.equal(result.exitCode, 255);
    });
  }

  for (const line of [
    known.replace("query", "delete"),
    frame([queryKey(key), queryKey(key), queryKey(key)]).line("powershell"),
    frame([queryValue(key, "B")]).line("powershell"),
  ]) {
    it(`refuses a line that no real one has answered: ${plainLine(line)}`, async function () {
      if (!areHeldToRecordings) this.skip();
      assert.doesNotThrow(() => readShellLine(line));
      const result = await runLine(line, async () => assert.fail("it has started a program"));
      assert.equal(result.exitCode, 255);
      assert.match(result.errorOutput, /npm run test:powershell -- --record/);
    });
  }

  it("starts nothing conditional after a program that failed", async () => {
    const guard = { key: "K", valueName: "N" };
    const line = requestRestart({ warningSeconds: 60, message: "m", guard }).line("powershell");
    const names: string[] = [];
    const start = async (name: string) => {
      names.push(name);
      return name === "reg" ? failed(1, "") : succeeded();
    };
    const result = await runLine(line, start, readShellLine);
    assert.deepEqual([names, result.exitCode], [["reg", "reg"], 1]);
  });

  it("takes lines apart that differ in more than their texts", () => {
    const form = (path: string) => formOf(frame([queryKey(path)]).line("powershell"));
    assert.equal(form("HKLM\\it's; exit"), form("HKLM\\A"));
    assert.notEqual(formOf("reg query 'A' -v B"), formOf("reg query 'A'; -v B"));
  });
});
