import assert from "node:assert/strict";
import fc from "fast-check";
import { bootEvent } from "../../provider/windows/boot-evidence";
import { ifSucceeded, isQuotable, oneLine } from "../../provider/windows/command-line";
import { factsLine } from "../../provider/windows/fact";
import { addValue, queryKey, queryValue } from "../../provider/windows/registry-value";
import { restartLine } from "../../provider/windows/shutdown";
import { readStatements, type Statement } from "../lab/powershell-stand-in/shell-line";
import { splitArguments } from "../lab/simulated/arguments";
import { succeeded } from "../lab/simulated/machine";
import { runLine } from "../lab/simulated/powershell-shell";
import { checkProperty } from "../support/property";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const spaced = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const guarded = { key, valueName: "Note" };

/** What PowerShell is told when the sshd of Windows Server 2019 hands a line over: it escapes no quote inside its own. */
const throughOpenSsh77 = (line: string) => splitArguments(`powershell.exe -c "${line}"`).slice(2).join(" ");

describe("command lines for PowerShell", () => {
  it("joins commands so that each runs, and reports the exit code of the last one", () => {
    assert.equal(
      oneLine(["reg query a", "reg query b"])("powershell"),
      "reg query a; reg query b; exit $LASTEXITCODE",
    );
  });

  it("quotes with single quotes, since OpenSSH 7.7 loses double ones", () => {
    assert.equal(oneLine([queryKey(spaced)])("powershell"), `reg query '${spaced}'; exit $LASTEXITCODE`);
    assert.match(factsLine({ bootEvent })("powershell"), /'\/q:\*\[System\[Provider\[@Name=''Microsoft-/);
  });

  it("makes the second command depend on the first", () => {
    assert.equal(
      ifSucceeded('reg query "a b"', "shutdown -r")("powershell"),
      "reg query 'a b'; if ($LASTEXITCODE -eq 0) { shutdown -r }; exit $LASTEXITCODE",
    );
  });

  for (const [way, carried] of [
    ["as they are", (line: string) => line],
    ["through OpenSSH 7.7", throughOpenSsh77],
  ] as const) {
    it(`brings every accepted text to the program unchanged (${way})`, () => {
      const unit = fc.oneof(
        fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
        fc.constantFrom("\\", "\\\\", "'", "''", "; ", " -", "@", "#", "{", "}", "(", ")", ",", "  "),
      );
      const text = fc.string({ unit, maxLength: 30 }).filter(isQuotable);
      checkProperty(
        fc.property(text, text, (one, other) => {
          const line = oneLine([
            addValue(key, "First", { type: "REG_SZ", data: one }),
            queryValue(key, `n${other}n`),
          ])("powershell");
          assert.deepEqual(readStatements(carried(line)), [
            program(
              "reg",
              "add",
              key,
              "-v",
              "First",
              "-t",
              "REG_SZ",
              ...(one === "" ? [] : ["-d", one]),
              "-f",
            ),
            program("reg", "query", key, "-v", `n${other}n`),
            { kind: "exit" },
          ]);
        }),
      );
    });
  }

  it("passes data that look like numbers unchanged", () => {
    for (const [type, data] of [
      ["REG_BINARY", "1D"],
      ["REG_BINARY", "02000000FF"],
      ["REG_BINARY", "1E05"],
      ["REG_DWORD", "2147483648"],
      ["REG_QWORD", "18446744073709551615"],
    ] as const) {
      const line = oneLine([addValue(key, "A", { type, data })])("powershell");
      assert.deepEqual(
        readStatements(line)[0],
        program("reg", "add", key, "-v", "A", "-t", type, "-d", data, "-f"),
      );
    }
  });

  it("requests a restart only while the guarding value is there", async () => {
    const line = restartLine({ warningSeconds: 60, message: "why (it's)", guard: guarded })("powershell");
    const asked = await run(line, { shutdown: 1190 });
    assert.equal(asked.exitCode, 1190);
    assert.deepEqual(asked.argv[1], ["-r", "-f", "-t", "60", "-d", "p:2:4", "-c", "why (it's)"]);
    const gone = await run(line, { reg: 1 });
    assert.deepEqual([gone.exitCode, gone.argv.length], [1, 1]);
  });

  for (const exitCode of [0, 1, 5, 1115, 1190, 3221225786]) {
    it(`brings the exit code ${exitCode} back`, async () => {
      const line = restartLine({ warningSeconds: 60, message: "m", guard: { key } })("powershell");
      assert.equal((await run(line, { reg: 1, shutdown: exitCode })).exitCode, exitCode);
    });
  }
});

function program(...words: readonly string[]): Statement {
  return { kind: "program", words, onlyIfSucceeded: false };
}

/** Runs a line whose programs end with these codes, 0 by default. */
async function run(line: string, codes: Readonly<Record<string, number>>) {
  const argv: (readonly string[])[] = [];
  const start = async (name: string, given: readonly string[]) => {
    argv.push(given);
    return { ...succeeded(), exitCode: codes[name] ?? 0 };
  };
  return { argv, exitCode: (await runLine(line, start, readStatements)).exitCode };
}
