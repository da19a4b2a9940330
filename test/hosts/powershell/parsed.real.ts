import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { textArgument } from "../../../provider/hosts/powershell/scripts";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import { powerShellBlocks } from "../../support/documents";
import { everyLine, everyScript } from "./every-text";
import { describeSkipped, realPowerShell } from "./real-powershell";

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
      const blocks = powerShellBlocks();
      assert.ok(blocks.length > 0);
      for (const { path, text } of blocks) assert.equal(await parse(text), "", `${path}: ${text}`);
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
