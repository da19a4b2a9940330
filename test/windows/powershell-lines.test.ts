import assert from "node:assert/strict";
import fc from "fast-check";
import { bootEvent } from "../../provider/windows/boot-evidence";
import { type Command, isQuotable } from "../../provider/windows/command-line";
import { askFacts } from "../../provider/windows/fact";
import { frame } from "../../provider/windows/frame";
import { addValue, queryKey, queryValue } from "../../provider/windows/registry-value";
import { requestRestart } from "../../provider/windows/shutdown";
import { everyLine } from "../hosts/powershell/every-text";
import { readShellLine } from "../lab/powershell-stand-in/shell-line";
import { quotedForRuntime, splitArguments } from "../lab/simulated/arguments";
import { succeeded } from "../lab/simulated/machine";
import { runLine } from "../lab/simulated/powershell-shell";
import { checkProperty } from "../support/property";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const spaced = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const guarded = { key, valueName: "Note" };

/** What PowerShell is told when the sshd of Windows Server 2019 hands a line over: it escapes no quote inside its own. */
const throughOpenSsh77 = (line: string) => splitArguments(`powershell.exe -c "${line}"`).slice(2).join(" ");

const lineOf = (commands: readonly Command[]) => frame(commands).line("powershell");

describe("command lines for PowerShell", () => {
  it("quotes with single quotes, since OpenSSH 7.7 loses double ones", () => {
    assert.ok(lineOf([queryKey(spaced)]).includes(`& $pwi\\reg.exe query '${spaced}' }`));
    assert.match(
      askFacts({ bootEvent }).line("powershell"),
      /& \$pwi\\wevtutil\.exe qe System '\/q:\*\[System\[\(Provider\[@Name=''Microsoft-/,
    );
  });

  for (const { name, text } of everyLine) {
    it(`can be handed over by every sshd: ${name}`, () => {
      // OpenSSH 8.1 and later add no quotes around what begins with a single one; what ends with a backslash would escape theirs.
      assert.doesNotMatch(text, /^'|"|\\$/);
      assert.equal(throughOpenSsh77(text), text);
      const last = splitArguments(`powershell.exe -c ${quotedForRuntime(text)}`).slice(2);
      assert.deepEqual(last, [text]);
    });
  }

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
          const line = lineOf([
            addValue(key, "First", { type: "REG_SZ", data: one }),
            queryValue(key, `n${other}n`),
          ]);
          assert.deepEqual(readShellLine(carried(line)).programs, [
            ["reg", "add", key, "-v", "First", "-t", "REG_SZ", ...(one === "" ? [] : ["-d", one]), "-f"],
            ["reg", "query", key, "-v", `n${other}n`],
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
      const line = lineOf([addValue(key, "A", { type, data })]);
      assert.deepEqual(readShellLine(line).programs, [
        ["reg", "add", key, "-v", "A", "-t", type, "-d", data, "-f"],
      ]);
    }
  });

  it("requests a restart only while the guarding value is there", async () => {
    const { line } = requestRestart({ warningSeconds: 60, message: "why (it's)", guard: guarded });
    const asked = await run(line("powershell"), { shutdown: 1190 });
    assert.equal(asked.exitCode, 1190);
    assert.deepEqual(asked.argv[2], ["-r", "-f", "-t", "60", "-d", "p:2:4", "-c", "why (it's)"]);
    const gone = await run(line("powershell"), { reg: 1 });
    assert.deepEqual([gone.exitCode, gone.argv.length], [1, 2]);
  });

  for (const exitCode of [0, 1, 5, 1115, 1190, 3221225786]) {
    it(`brings the exit code ${exitCode} back`, async () => {
      const { line } = requestRestart({ warningSeconds: 60, message: "m", guard: { key } });
      assert.equal((await run(line("powershell"), { reg: 1, shutdown: exitCode })).exitCode, exitCode);
    });
  }
});

/** Runs a line whose programs end with these codes, 0 by default. */
async function run(line: string, codes: Readonly<Record<string, number>>) {
  const argv: (readonly string[])[] = [];
  const start = async (name: string, given: readonly string[]) => {
    argv.push(given);
    return { ...succeeded(), exitCode: codes[name] ?? 0 };
  };
  return { argv, exitCode: (await runLine(line, start, readShellLine)).exitCode };
}
