import assert from "node:assert/strict";
import {
  closeSessionScript,
  definitionScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
} from "../../../provider/hosts/powershell/scripts";
import { oneLine } from "../../../provider/windows/command-line";
import { queryKey } from "../../../provider/windows/registry-value";
import { failed, succeeded } from "../simulated/machine";
import { runLine } from "../simulated/powershell-shell";
import { hear } from "./heard-script";
import { areHeldToRecordings } from "./recordings";
import { formOf, readStatements, UnknownLineError } from "./shell-line";

const session = { host: "h", port: 5985, useTls: false, user: "u", openSeconds: 1 };

describe("the stand-in for PowerShell", () => {
  it("knows a script with whatever it carries", () => {
    for (const text of ["", "a", 'it\'s "b" \u00e4 %OS%', "x".repeat(4_000)]) {
      assert.deepEqual(hear(runScript(text)), { kind: "run", line: text });
      assert.deepEqual(hear(runRemotelyScript(text)), { kind: "runRemotely", line: text });
      for (const openSeconds of [0.5, 1, 2, 20, 86_400]) {
        const wish = { port: 5986, useTls: true, user: text };
        const heard = hear(openSessionScript({ ...wish, host: text, openSeconds }));
        assert.deepEqual(heard, { kind: "openSession", computer: text, ...wish, idleMilliseconds: 240_000 });
      }
    }
  });

  for (const [what, script] of [
    ["a method that does not exist", definitionScript.replace("WaitForExit()", "WaitForExitt()")],
    ["a command without its end", runScript("echo a").slice(0, -1)],
    ["two scripts in one", `${runScript("echo a")}; ${closeSessionScript}`],
    ["another parameter of New-PSSession", openSessionScript(session).replace("-Port", "-Prt")],
    ["a text that is no base64", runScript("a").replace("'YQ=='", "'a'")],
    ["a script of nobody's", "Get-ChildItem"],
  ] as const) {
    it(`does not know ${what}`, () => {
      assert.equal(hear(script), undefined);
    });
  }

  const known = "reg query 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent'; exit $LASTEXITCODE";
  for (const [what, line] of [
    ["double quotes", known.replaceAll("'", '"')],
    ["a text without its end", known.replace("'; exit", "; exit")],
    ["another variable", known.replace("$LASTEXITCODE", "$LASTEXITCODEE")],
    ["an operator", known.replace("; exit", " | exit")],
    ["a second command behind a bracket", known.replace("; exit", "}; exit")],
    ["a curly quote, which ends a text", known.replace("SYSTEM", "SYS\u2019TEM")],
    ["an empty argument, which 5.1 drops", known.replace(/'.*'/, "''")],
    ["a double quote in a text, which 5.1 loses", known.replace("SYSTEM", 'SYS"TEM')],
    ["a backslash before the closing quote", known.replace("';", "\\';")],
    ["a line that begins with a text", known.replace("reg", "'reg'")],
    ["a number that PowerShell writes in its own way", known.replace("';", "' 0x2kb(1);")],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.throws(() => readStatements(line), UnknownLineError);
      const result = await runLine(line, async () => assert.fail("it has started a program"));
      assert.equal(result.exitCode, 255);
    });
  }

  for (const line of [
    known.replace("query", "delete"),
    known.replace("; exit $LASTEXITCODE", ""),
    `reg query 'A' -v B; ${known}`,
  ]) {
    it(`refuses a line that no real one has answered: ${line}`, async function () {
      if (!areHeldToRecordings) this.skip();
      assert.doesNotThrow(() => readStatements(line));
      const result = await runLine(line, async () => assert.fail("it has started a program"));
      assert.equal(result.exitCode, 255);
      assert.match(result.errorOutput, /npm run test:powershell -- --record/);
    });
  }

  it("starts nothing conditional after a program that failed", async () => {
    const line =
      "reg query 'K' -v N; if ($LASTEXITCODE -eq 0) { shutdown -r -f -t 60 -d p:2:4 -c 'm' }; exit $LASTEXITCODE";
    const names: string[] = [];
    const start = async (name: string) => {
      names.push(name);
      return name === "reg" ? failed(1, "") : succeeded();
    };
    const result = await runLine(line, start, readStatements);
    assert.deepEqual([names, result.exitCode], [["reg"], 1]);
  });

  it("takes lines apart that differ in more than their texts", () => {
    const form = (key: string) => formOf(oneLine([queryKey(key)])("powershell"));
    assert.equal(form("HKLM\\it's; exit"), form("HKLM\\A"));
    assert.notEqual(formOf("reg query 'A' -v B"), formOf("reg query 'A'; -v B"));
  });
});
