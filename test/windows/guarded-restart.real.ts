import assert from "node:assert/strict";
import { chmodSync, renameSync } from "node:fs";
import { requestRestart, type ShutdownAnswer } from "../../provider/windows/shutdown";
import { describeSkipped, realPowerShell } from "../hosts/powershell/real-powershell";
import { ShimmedPowerShell } from "../hosts/powershell/shimmed-powershell";
import { listing } from "../support/framed";

const key = "HKLM\\HARDWARE\\DESCRIPTION\\System";
const note = "    Note    REG_SZ    1";
const identifier = "    Identifier    REG_SZ    AT";

/** Profiles that stand in the way, and whether they keep exit codes from being read at all. */
const profiles: Readonly<Record<string, { readonly text: string; readonly fixes?: true }>> = {
  "a read-only $LASTEXITCODE": {
    text: "Set-Variable LASTEXITCODE 0 -Option ReadOnly -Scope Global -Force",
    fixes: true,
  },
  "a constant $LASTEXITCODE": {
    text: "Remove-Variable LASTEXITCODE -Scope Global -Force -ErrorAction Ignore; New-Variable LASTEXITCODE 0 -Option Constant -Scope Global",
    fixes: true,
  },
  "a validated $LASTEXITCODE": { text: "[ValidateRange(0, 0)] $global:LASTEXITCODE = 0", fixes: true },
  "a stop at native errors": {
    text: "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true",
  },
  "read-only preferences that stop": {
    text: "Set-Variable ErrorActionPreference Stop -Option ReadOnly -Force; Set-Variable PSNativeCommandUseErrorActionPreference $true -Option ReadOnly -Force",
  },
  "strict mode": { text: "Set-StrictMode -Version Latest" },
  "a last program that ended with 0": { text: "& /bin/sh -c 'exit 0'" },
  "aliases, functions of the programs' names, an empty PATH and a greeting": {
    text: "function reg { 0 }; function shutdown { $global:LASTEXITCODE = 0 }; Set-Alias reg.exe Get-Date; $env:PATH = ''; 'Welcome'; trap { continue }",
  },
};

type Presence = "there" | "missing" | "not executable";

/** What reg and shutdown are and do, and what must come of a guarded request. */
interface State {
  readonly reg?: Presence;
  /** What becomes of the listing of the key, and of the query for the marker. */
  readonly listed?: { readonly exitCode: number; readonly output?: string };
  readonly marker?: { readonly exitCode: number; readonly output?: string };
  readonly shutdown?: Presence;
  readonly ends?: number;
  readonly comesTo: ShutdownAnswer["kind"];
}

const there = {
  listed: { exitCode: 0, output: listing(key, identifier, note) },
  marker: { exitCode: 0, output: listing(key, note) },
};
const gone = { listed: { exitCode: 0, output: listing(key, identifier) }, marker: { exitCode: 1 } };

const states: Readonly<Record<string, State>> = {
  "a marker, and shutdown takes it": { ...there, comesTo: "accepted" },
  "a marker, and shutdown ends with 1": { ...there, ends: 1, comesTo: "refused" },
  "a marker, and shutdown ends with 5": { ...there, ends: 5, comesTo: "denied" },
  "a marker, and a shutdown is in progress": { ...there, ends: 91, comesTo: "underWay" },
  "a marker, and a shutdown is scheduled": { ...there, ends: 166, comesTo: "alreadyScheduled" },
  "a marker, and Windows is not ready": { ...there, ends: 186, comesTo: "notReady" },
  "a marker, and no shutdown": { ...there, shutdown: "missing", comesTo: "refused" },
  "a marker, and a shutdown that may not start": { ...there, shutdown: "not executable", comesTo: "refused" },
  "no marker": { ...gone, comesTo: "notAsked" },
  "no marker, and no shutdown": { ...gone, shutdown: "missing", comesTo: "notAsked" },
  "no marker, and errors on standard output": {
    ...gone,
    marker: { exitCode: 1, output: "ERROR: nothing of this name (1190)\r\n" },
    comesTo: "notAsked",
  },
  "a key that cannot be read": { listed: { exitCode: 1 }, marker: { exitCode: 1 }, comesTo: "doubtful" },
  "a listing that shows the marker, which cannot be read": {
    ...there,
    marker: { exitCode: 1 },
    comesTo: "doubtful",
  },
  "a reg that crashes": { listed: { exitCode: 255 }, marker: { exitCode: 255 }, comesTo: "doubtful" },
  "no reg": { reg: "missing", comesTo: "doubtful" },
  "no reg, and no shutdown": { reg: "missing", shutdown: "missing", comesTo: "doubtful" },
  "a reg that may not start": { reg: "not executable", comesTo: "doubtful" },
};

/** Runs the work while a program is as it is said to be. */
async function whileIt<T>(is: Presence, file: string, work: () => Promise<T>): Promise<T> {
  if (is === "missing") renameSync(file, `${file}.away`);
  if (is === "not executable") chmodSync(file, 0o644);
  try {
    return await work();
  } finally {
    if (is === "missing") renameSync(`${file}.away`, file);
    chmodSync(file, 0o755);
  }
}

const unix = realPowerShell("unix");
if (unix === undefined) describeSkipped("a guarded restart, on a real PowerShell", "there is no Unix build");
else {
  for (const [what, { text, fixes = false }] of Object.entries(profiles)) {
    describe(`a guarded restart, on a real PowerShell whose profile has ${what}`, function () {
      this.timeout(60_000);
      let powershell: ShimmedPowerShell;
      before(() => {
        powershell = new ShimmedPowerShell(unix.path, text);
      });
      after(() => powershell?.end());

      for (const [state, given] of Object.entries(states)) {
        it(`is requested only with the marker, and believed only as far as it went: ${state}`, async () => {
          const { listed = { exitCode: 0 }, marker = { exitCode: 0 }, ends = 0 } = given;
          powershell.answer("reg", "any", listed);
          powershell.answer("reg", "value", marker);
          powershell.answer("shutdown", "any", { exitCode: ends });
          const guard = { key, valueName: "Note" };
          const { line, read } = requestRestart({ warningSeconds: 60, message: "it's (me)", guard });
          const result = await whileIt(given.reg ?? "there", powershell.fileOf("reg"), () =>
            whileIt(given.shutdown ?? "there", powershell.fileOf("shutdown"), () =>
              powershell.runAlone(line("powershell")),
            ),
          );
          const answer = read(result);
          const requested = result.started.some(([name]) => name === "shutdown");
          assert.ok(!requested || (given.reg === undefined && marker.exitCode === 0), "without the marker");
          if (answer.kind === "accepted") assert.ok(requested && ends === 0, "accepted without a shutdown");
          assert.equal(answer.kind, fixes ? "doubtful" : given.comesTo, JSON.stringify([answer, result]));
          if (fixes) {
            assert.deepEqual(result.started, []);
            assert.ok(
              answer.kind === "doubtful" && /start-up script \(profile\)/.test(answer.came),
              JSON.stringify(answer),
            );
          }
        });
      }
    });
  }
}
