import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import {
  type RecordedLine,
  type RecordedScript,
  record,
  recorded,
} from "../../lab/powershell-stand-in/recordings";
import { everyLine, everyScript } from "./every-text";
import { describeSkipped, realPowerShell, realPowerShells } from "./real-powershell";
import { type ExitCodes, ShimmedPowerShell } from "./shimmed-powershell";

/*
 * With `npm run test:powershell -- --record` the answers are kept, in place of those of before; else they are compared. A session
 * leads to another process of the same PowerShell, over the protocol that it speaks with another computer.
 */
const records = process.env.POWERSHELL_RECORD === "1";

const sessionToProcess = `function New-PSSession {
  [CmdletBinding()] param($ComputerName, $Port, $SessionOption, [switch]$UseSSL, $Credential)
  $process = [Management.Automation.Runspaces.PowerShellProcessInstance]::new()
  $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $process)
  $runspace.Open()
  [Management.Automation.Runspaces.PSSession]::Create($runspace, 'Process', $PSCmdlet)
}`
  .replaceAll(")\n", ");\n")
  .replaceAll(/\s+/g, " ");

describe("the answers of a real PowerShell", function () {
  this.timeout(300_000);

  // Not Windows PowerShell: its sessions lead to no process.
  const windows = realPowerShells.find(
    (one) =>
      one.build === "windows" && one.whyNoCommands === undefined && one.name !== "the powershell on PATH",
  );
  if (windows === undefined) describeSkipped("to our scripts", "there is no Windows build");
  else {
    it("are the recorded ones, for every script of the transport", async () => {
      const process = new ShellProcess(windows.path);
      const answers: RecordedScript[] = [];
      try {
        await process.carryOut(sessionToProcess);
        for (const [at, { name, text }] of everyScript.entries()) {
          if (name === "") continue;
          const next = everyScript[at + 1];
          if (next?.name === "") process.writeLines([text, next.text]);
          const said = next?.name === "" ? { output: "", errorOutput: "" } : await process.carryOut(text);
          assert.deepEqual([name, /^ipsec:failed/m.test(said.output), said.errorOutput], [name, false, ""]);
          answers.push({ name, text, ...said });
        }
      } finally {
        await process.end(systemClock, 10_000);
      }
      if (records) record("scripts", answers);
      else assert.deepEqual(answers, recorded("scripts"));
    });
  }

  const unix = realPowerShell("unix");
  if (unix === undefined) describeSkipped("to our lines", "there is no Unix build");
  else {
    it("are the recorded ones, for every line over SSH", async () => {
      const powershell = new ShimmedPowerShell(unix.path);
      const answers: RecordedLine[] = [];
      const run = async (text: string, codes: ExitCodes) => {
        const { started, exitCode, errorOutput } = await powershell.run(text, codes);
        assert.equal(errorOutput, "", text);
        return { started, exitCode };
      };
      try {
        for (const { name, text } of everyLine) {
          const succeeding = await run(text, { shutdown: 42 });
          answers.push({
            name,
            text,
            succeeding,
            failing: await run(text, { reg: 1, whoami: 1, shutdown: 42 }),
          });
        }
      } finally {
        await powershell.end();
      }
      if (records) record("lines", answers);
      else assert.deepEqual(answers, recorded("lines"));
    });
  }
});
