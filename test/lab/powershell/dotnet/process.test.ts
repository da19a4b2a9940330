import assert from "node:assert/strict";
import { DotnetException } from "../dotnet-object";
import { record } from "../recorded-session";

const script = `
$i = New-Object System.Diagnostics.ProcessStartInfo
$i.FileName = [Environment]::SystemDirectory + '\\cmd.exe'
$i.Arguments = '/c "echo a b"'
$i.UseShellExecute = $false; $i.CreateNoWindow = $true; $i.WorkingDirectory = 'C:\\'
$i.RedirectStandardInput = $true; $i.RedirectStandardOutput = $true; $i.RedirectStandardError = $true
$p = [Diagnostics.Process]::Start($i)
$p.StandardInput.Close()
$o = New-Object System.IO.MemoryStream; $e = New-Object System.IO.MemoryStream
$t = $p.StandardError.BaseStream.CopyToAsync($e)
$p.StandardOutput.BaseStream.CopyTo($o)
$t.Wait(); $p.WaitForExit()
[Convert]::ToBase64String($o.ToArray()) + ' ' + [Convert]::ToBase64String($e.ToArray()) + ' ' + $p.ExitCode`;

describe("Process.Start in the simulated PowerShell", () => {
  for (const [exitCode, shown] of [
    [0, "0"],
    [1190, "1190"],
    [3221225786, "-1073741510"],
  ] as const) {
    it(`gives the bytes of both streams and the exit code, ${exitCode} as ${shown}`, async () => {
      const started: string[][] = [];
      const { output, errors } = await record(script, {
        startProcess: async (...given) => {
          started.push(given);
          return { exitCode, output: "\u00ff\u0000a", errorOutput: "bad" };
        },
      });
      assert.equal(errors, "");
      assert.equal(output, `/wBh YmFk ${shown}\r\n`);
      assert.deepEqual(started, [["C:\\Windows\\system32\\cmd.exe", '/c "echo a b"', "C:\\"]]);
    });
  }

  const start = "$p = [Diagnostics.Process]::Start($i)";
  const info = "$i = New-Object Diagnostics.ProcessStartInfo; $i.FileName = 'x'; $i.UseShellExecute = $false";
  for (const [text, id] of [
    [`${info}; ${start}; $p.StandardOutput.BaseStream`, "GetValueInvocationException"],
    [`${info}; ${start}; $p.StandardInput.Close()`, "GetValueInvocationException"],
    [`${info}; $i.RedirectStandardError = $true; ${start}; $p.StandardOutput`, "GetValueInvocationException"],
    [`${info}; ${start}; $p.ExitCode`, "GetValueInvocationException"],
    [`${info}; $i.FileName = ''; ${start}`, "InvalidOperationException"],
    [
      `${info}; $i.UseShellExecute = $true; $i.RedirectStandardError = $true; ${start}`,
      "InvalidOperationException",
    ],
    [`${info}; $i.FileName = 'missing'; ${start}`, "Win32Exception"],
    [`${info}; $i.NoSuchThing = 'x'`, "PropertyNotFound"],
    [`${info}; [Diagnostics.Process]::Start('x')`, "MethodArgumentConversionInvalidCastArgument"],
  ] as const) {
    it(`fails with ${id}: ${text.slice(info.length)}`, async () => {
      const { errors } = await record(text, {
        startProcess: (fileName) => {
          if (fileName === "missing")
            throw new DotnetException("Win32Exception", "The system cannot find the file");
          return new Promise(() => {});
        },
      });
      assert.ok(errors.includes(`FullyQualifiedErrorId : ${id}\r\n`), errors);
    });
  }

  it("starts through the shell in Windows PowerShell unless told, and not in pwsh", async () => {
    const text = "(New-Object Diagnostics.ProcessStartInfo).UseShellExecute";
    assert.equal((await record(text)).output, "True\r\n");
    assert.equal((await record(text, { edition: "7.4" })).output, "False\r\n");
    const plain = `${info}; $i.UseShellExecute = $true; ${start}`;
    assert.match((await record(plain)).errors, /knows no start of a process through the shell/);
    assert.match((await record(`${info}; $i.Verb = 'runas'`)).errors, /knows no ProcessStartInfo.Verb/);
  });
});
