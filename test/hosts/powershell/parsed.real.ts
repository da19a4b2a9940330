import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { textArgument } from "../../../provider/hosts/powershell/scripts";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import { everyLine, everyScript } from "./every-text";
import { describeSkipped, realPowerShell } from "./real-powershell";

const root = join(__dirname, "..", "..", "..");

/** What Windows PowerShell 5.1 does not parse: the syntax tree of PowerShell 7 has names for it. */
const newer = [
  "$node -is [Management.Automation.Language.PipelineChainAst]",
  "$node -is [Management.Automation.Language.TernaryExpressionAst]",
  "($node -is [Management.Automation.Language.BinaryExpressionAst] -and $node.Operator -eq 'QuestionQuestion')",
  "($node -is [Management.Automation.Language.AssignmentStatementAst] -and $node.Operator -eq 'QuestionQuestionEquals')",
  "($node -is [Management.Automation.Language.MemberExpressionAst] -and $node.NullConditional)",
  "($node -is [Management.Automation.Language.IndexExpressionAst] -and $node.NullConditional)",
  "($node -is [Management.Automation.Language.PipelineAst] -and $node.Background)",
].join(" -or ");

/** Every block of PowerShell in README and docs, with where it is. */
function blocks(): readonly (readonly [place: string, text: string])[] {
  const pages = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name));
  return ["README.md", ...pages].flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    const found = [...text.matchAll(/^```(?:powershell|pwsh|ps1)\n(.*?)^```$/gms)];
    return found.map(([, block = ""], at) => [`${page}, block ${at + 1}`, block] as const);
  });
}

const unix = realPowerShell("unix");
if (unix === undefined) describeSkipped("what a real PowerShell parses", "there is no Unix build");
else {
  describe("what a real PowerShell parses", function () {
    this.timeout(120_000);
    let process: ShellProcess;
    before(() => {
      process = new ShellProcess(unix.path);
    });
    after(() => process?.end(systemClock, 10_000));

    /** Its faults, and what 5.1 would not parse. */
    async function parse(text: string): Promise<string> {
      const script = [
        "$faults = $null",
        `$tree = [Management.Automation.Language.Parser]::ParseInput(${textArgument(text)}, [ref]$null, [ref]$faults)`,
        `$newer = $tree.FindAll({ param($node) ${newer} }, $true)`,
        "$said = @($faults | ForEach-Object { 'fault: ' + $_.Message }) + @($newer | ForEach-Object { 'not in 5.1: ' + $_.Extent.Text })",
        "[Console]::Out.WriteLine('said:' + ($said -join ' | ').Replace([char]10, ' '))",
      ].join("; ");
      const { output, errorOutput } = await process.carryOut(script);
      assert.equal(errorOutput, "");
      return /said:(.*)/.exec(output)?.[1]?.trim() ?? "no answer";
    }

    it("is every block in README and docs, as 5.1 would parse it too", async () => {
      const found = blocks();
      assert.ok(found.length > 0);
      for (const [place, text] of found) assert.equal(await parse(text), "", place);
    });

    it("is every script and every line of the product, as 5.1 would parse it too", async () => {
      for (const { name, text } of [...everyScript, ...everyLine])
        if (name !== "") assert.equal(await parse(text), "", name);
    });

    for (const text of [
      "a && b",
      "a || b",
      "$a ? 1 : 2",
      "$a ?? 1",
      "$a ??= 1",
      "(a)?.b",
      "(a)?[0]",
      '"$($a ?? 1)"',
      "a &",
    ]) {
      it(`is refused where 5.1 would not parse it: ${text}`, async () => {
        assert.match(await parse(text), /^not in 5\.1: /);
      });
    }

    it("is refused where no PowerShell parses it", async () => {
      assert.match(await parse("if ($a { }"), /^fault: /);
    });
  });
}
