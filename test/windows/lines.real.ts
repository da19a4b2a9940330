import assert from "node:assert/strict";
import fc from "fast-check";
import { detectShell, shellDetectionLine } from "../../provider/hosts/shell-detection";
import { isQuotable } from "../../provider/windows/command-line";
import { frame } from "../../provider/windows/frame";
import { addValue, queryValue } from "../../provider/windows/registry-value";
import { everyLine } from "../hosts/powershell/every-text";
import { describeSkipped, realPowerShell } from "../hosts/powershell/real-powershell";
import { ShimmedPowerShell } from "../hosts/powershell/shimmed-powershell";
import { recorded } from "../lab/powershell-stand-in/recordings";
import { splitArguments } from "../lab/simulated/arguments";
import { checkAsyncProperty } from "../support/property";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const unix = realPowerShell("unix");

/** What PowerShell is told when the sshd of Windows Server 2019 hands a line over: it escapes no quote inside its own. */
const throughOpenSsh77 = (line: string) => splitArguments(`powershell.exe -c "${line}"`).slice(2).join(" ");

/** Profiles that must not change what a line does. */
const profiles = {
  none: "",
  "a greeting": "Write-Host 'Welcome'; 'on board'",
  "errors that stop": "$ErrorActionPreference = 'Stop'",
  "strict mode": "Set-StrictMode -Version Latest",
  "another separator and verbose output":
    "$OFS = ','; $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'",
  "legacy arguments": "$PSNativeCommandArgumentPassing = 'Legacy'",
  "a failed program before": "& /bin/sh -c 'exit 7'",
};

if (unix === undefined) describeSkipped("the lines for PowerShell, on a real one", "there is no Unix build");
else {
  for (const [profile, text] of Object.entries(profiles)) {
    describe(`the lines for PowerShell, on a real one whose profile has ${profile}`, function () {
      this.timeout(300_000);
      let powershell: ShimmedPowerShell;
      before(() => {
        powershell = new ShimmedPowerShell(unix.path, text);
      });
      after(() => powershell?.end());

      it("start the programs that are recorded, and bring the last exit code back", async () => {
        for (const { name, succeeding, failing } of recorded("lines")) {
          const line = everyLine.find((one) => one.name === name)?.text ?? assert.fail(name);
          const well = await powershell.run(line, { shutdown: 42 });
          assert.deepEqual(
            [name, well.started, well.exitCode],
            [name, succeeding.started, succeeding.exitCode],
          );
          const ill = await powershell.run(line, { reg: 1, whoami: 1, shutdown: 42 });
          assert.deepEqual([name, ill.started, ill.exitCode], [name, failing.started, failing.exitCode]);
        }
      });

      it("do the same as the command of a process of its own", async () => {
        const line = everyLine.find(({ name }) => name === "restart if the marker is there")?.text ?? "";
        const asked = await powershell.runAlone(line, { shutdown: 190 });
        assert.equal(asked.exitCode, 190);
        assert.deepEqual(
          asked.started.map(([program]) => program),
          ["reg", "reg", "shutdown"],
        );
        const gone = await powershell.runAlone(line, { reg: 1 });
        assert.deepEqual([gone.exitCode, gone.started.length], [1, 2]);
      });

      it("tell which shell it is", async () => {
        const { exitCode, output, errorOutput } = await powershell.runAlone(shellDetectionLine);
        assert.equal(exitCode, 0);
        assert.match(output, /(?:^|\n)%OS%\+\/\S+\+%PROCESSOR_ARCHITEW6432%\n$/);
        // Here it is known by its folder on Unix; on Windows the folder has a drive.
        assert.deepEqual(
          detectShell({ exitCode, output: output.replace("%OS%+/", "%OS%+C:\\"), errorOutput }),
          { shell: "powershell" },
        );
      });
    });
  }

  describe("command lines for PowerShell, on a real one", function () {
    this.timeout(300_000);
    let powershell: ShimmedPowerShell;
    before(() => {
      powershell = new ShimmedPowerShell(unix.path);
    });
    after(() => powershell?.end());

    for (const passing of ["Legacy", "Windows", "Standard"] as const) {
      for (const [way, carried] of [
        ["as they are", (line: string) => line],
        ["through OpenSSH 7.7", throughOpenSsh77],
      ] as const) {
        it(`brings every accepted text to the program unchanged (${passing} argument passing, ${way})`, async () => {
          const unit = fc.oneof(
            fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
            fc.constantFrom("\\", "\\\\", "'", "''", "; ", " -", "@", "#", "{", "}", "(", ")", ",", "  "),
          );
          const text = fc.string({ unit, maxLength: 30 }).filter(isQuotable);
          await checkAsyncProperty(
            fc.asyncProperty(fc.array(text, { minLength: 10, maxLength: 10 }), async (texts) => {
              const commands = texts.flatMap((one) => [
                addValue(key, "First", { type: "REG_SZ", data: one }),
                queryValue(key, `n${one}n`),
              ]);
              const line = frame(commands).line("powershell");
              const { started, errorOutput } = await powershell.run(carried(line), {}, passing);
              assert.equal(errorOutput, "");
              assert.deepEqual(
                started,
                texts.flatMap((one) => [
                  [
                    "reg",
                    "add",
                    key,
                    "-v",
                    "First",
                    "-t",
                    "REG_SZ",
                    ...(one === "" ? [] : ["-d", one]),
                    "-f",
                  ],
                  ["reg", "query", key, "-v", `n${one}n`],
                ]),
              );
            }),
            { numRuns: 10 },
          );
        });
      }
    }
  });
}
