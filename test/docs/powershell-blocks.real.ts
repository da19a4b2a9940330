import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeSkipped, realPowerShell } from "../hosts/powershell/real-powershell";
import { powerShellBlocks } from "../support/documents";
import { newFolder } from "../support/run-folder";

const unix = realPowerShell("unix");

/** Prints what is wrong with a script, which is not run. */
const parse = `$tokens = $null; $errors = $null
[void][System.Management.Automation.Language.Parser]::ParseFile($env:SCRIPT, [ref]$tokens, [ref]$errors)
$errors | ForEach-Object { $_.Message }`;

if (unix === undefined)
  describeSkipped("the PowerShell blocks of the pages, on a real one", "there is no Unix build");
else {
  describe("the PowerShell blocks of the pages, on a real one", function () {
    this.timeout(120_000);
    const script = join(newFolder("blocks"), "block.ps1");

    function faultsIn(text: string): string {
      writeFileSync(script, text);
      const environment = { ...process.env, SCRIPT: script };
      return execFileSync(unix?.path ?? "", ["-NoProfile", "-Command", parse], {
        encoding: "utf8",
        env: environment,
      });
    }

    it("parse, and a slip in one of them does not", () => {
      for (const { path, text } of powerShellBlocks()) assert.equal(faultsIn(text), "", `${path}: ${text}`);
      assert.notEqual(faultsIn("if (Test-Path x { exit }"), "");
    });
  });
}
