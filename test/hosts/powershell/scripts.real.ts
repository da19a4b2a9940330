import assert from "node:assert/strict";
import fc from "fast-check";
import { systemClock } from "../../../provider/clock";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import {
  definitionScript,
  openSessionScript,
  runScript,
  type SessionRequest,
  secretLines,
} from "../../../provider/hosts/powershell/scripts";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import { checkAsyncProperty } from "../../support/property";
import { describeMissing, realPowerShells } from "./real-powershell";
import { asUtf8, wildText } from "./wild-text";

const request: SessionRequest = { host: "vpn01", port: 5985, useTls: false, user: "svc", openSeconds: 20 };

/** Remoting that only writes down what it is given, and a command that only gives its text back. */
const stubs = [
  "function New-PSSessionOption { param($OpenTimeout, $IdleTimeout, $MaxConnectionRetryCount, [switch]$NoMachineProfile) $OpenTimeout }",
  "function New-PSSession { param($ComputerName, $Port, $SessionOption, [switch]$UseSSL, $Credential) $global:heard = @($ComputerName, $Port, $UseSSL, $SessionOption); if ($Credential) { $global:heard += @($Credential.UserName, [Net.NetworkCredential]::new('', $Credential.Password).Password) }; 'session' }",
  "function Invoke-Command { param($Session, $ScriptBlock, $ArgumentList) & $ScriptBlock }",
];

for (const one of realPowerShells) {
  const { name, path, whyNot } = one;
  if (whyNot !== undefined) {
    describeMissing(`the scripts on ${name}`, one);
    continue;
  }
  describe(`the scripts on ${name}`, function () {
    this.timeout(300_000);
    let process: ShellProcess;
    before(async () => {
      process = new ShellProcess(path);
      await process.carryOut(definitionScript);
      for (const stub of stubs) await process.carryOut(stub);
    });
    after(() => process?.end(systemClock, 10_000));

    const heard = async () => {
      const encoded =
        "($global:heard | ForEach-Object { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$_)) }) -join ' '";
      const { output } = await process.carryOut(`[Console]::Out.WriteLine(${encoded})`);
      return output
        .trim()
        .split(" ")
        .map((text) => Buffer.from(text, "base64").toString("utf8"));
    };
    const opened = { kind: "opened", mode: "FullLanguage" };

    it("any computer name, user and password is one argument each", async () => {
      await checkAsyncProperty(
        // .NET gives a password back up to its first zero.
        fc.asyncProperty(
          wildText,
          wildText,
          wildText.filter((text) => !text.includes("\0")),
          async (host, user, password) => {
            process.writeLines(secretLines(password));
            const { output, errorOutput } = await process.carryOut(
              openSessionScript({ ...request, host, user }),
            );
            assert.deepEqual([readScriptOutput(output), errorOutput], [opened, ""]);
            assert.deepEqual(await heard(), [
              ...[asUtf8(host), "5985", "False", "19000"],
              ...[asUtf8(user), asUtf8(password)],
            ]);
          },
        ),
        { numRuns: 50 },
      );
    });

    it("a session is opened as the connection says", async () => {
      await process.carryOut(openSessionScript({ ...request, user: undefined, port: 5986, useTls: true }));
      assert.deepEqual(await heard(), ["vpn01", "5986", "True", "19000"]);
    });

    it("any line reaches cmd as it is", async () => {
      await process.carryOut(
        "$ipsecOriginal = $ipsecRun; $ipsecRun = { param($line) 'ipsec:ran 0 ' + $line }",
      );
      try {
        await checkAsyncProperty(
          fc.asyncProperty(wildText, async (line) => {
            const answer = readScriptOutput(
              (await process.carryOut(runScript(line, { milliseconds: 59_000, mostBytes: 65_536 }))).output,
            );
            assert.ok(answer.kind === "ran");
            assert.equal(Buffer.from(answer.result.output, "latin1").toString("utf8"), asUtf8(line));
          }),
          { numRuns: 50 },
        );
      } finally {
        await process.carryOut("$ipsecRun = $ipsecOriginal");
      }
    });

    it("a failure is reported by its identity and its message, in any language", async () => {
      const message = "Accès « refusé » à 10:00\r\nFin";
      const text = Buffer.from(message, "utf8").toString("base64");
      const thrown = `[Management.Automation.ErrorRecord]::new([Exception]::new([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${text}'))), 'AccessDenied,PSSessionOpenFailed', 'OpenError', $null)`;
      await process.carryOut(`function New-PSSession { throw ${thrown} }`);
      const { output } = await process.carryOut(openSessionScript({ ...request, user: undefined }));
      const errorId = "AccessDenied,PSSessionOpenFailed";
      assert.deepEqual(readScriptOutput(output), { kind: "failed", errorId, message });
    });
  });
}
