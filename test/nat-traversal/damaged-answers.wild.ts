import assert from "node:assert/strict";
import fc from "fast-check";
import { NatTraversalError, UnexpectedOutputError } from "../../provider/errors";
import type { CommandResult } from "../../provider/hosts/host";
import { applyWrites } from "../../provider/nat-traversal/apply";
import { askForDiagnosis } from "../../provider/nat-traversal/diagnosis";
import { markerKey, markerName } from "../../provider/nat-traversal/marker";
import { askForObservation } from "../../provider/nat-traversal/observation";
import { askForBoot } from "../../provider/restart/observe-boot";
import { askFacts, type Question } from "../../provider/windows/fact";
import { elevation } from "../../provider/windows/identity";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { requestRestart } from "../../provider/windows/shutdown";
import { runPowerShell } from "../lab/simulated/powershell-shell";
import { SimulatedWindows, services, settingName } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";
import { checkProperty } from "../support/property";

const key = `${services}\\PolicyAgent`;

/** What the same question gave before and after its answer was damaged; the message of an error that says that it is unread counts as such. */
type Read = { readonly unread: true } | { readonly unread: false; readonly facts: unknown };

interface Asked {
  readonly question: () => Question<unknown>;
  /** What is not here has been read. */
  readonly isUnread: (value: never) => boolean;
}

const isUnreadReading = (value: { readonly state: string }) => value.state === "unread";

const questions: Readonly<Record<string, Asked>> = {
  observation: {
    question: () => askForObservation({ host: "vpn01" }),
    isUnread: (value: { readonly read: boolean }) => !value.read,
  },
  "read-back": { question: () => applyWrites({ registryPath: key }), isUnread: isUnreadReading },
  boot: { question: () => askForBoot("vpn01", true), isUnread: () => false },
  diagnosis: {
    question: () => {
      const { line, read } = askForDiagnosis("vpn01", { registryPath: key, came: "" });
      return { line, read: (result) => read(result).code };
    },
    isUnread: (code: string) => code === "UNEXPECTED_OUTPUT",
  },
  elevation: { question: () => askFacts({ elevation }), isUnread: isUnreadReading },
  "request of a restart": {
    question: () =>
      requestRestart({ warningSeconds: 60, message: "m", guard: { key: markerKey, valueName: markerName } }),
    isUnread: ({ kind }: { readonly kind: string }) => kind === "doubtful",
  },
};

const note: RegistryValue = { type: "REG_SZ", data: "1.0123456789abcdef.REG_DWORD:2.REG_DWORD:0.-" };
const looksLikeOurs = `a\r\n    ${settingName}    REG_DWORD    0x2\r\n\r\nb`;

/** Hosts whose answers are damaged. */
const worlds: Readonly<Record<string, (windows: SimulatedWindows) => void>> = {
  "a new host": () => undefined,
  "a host that was written": (windows) => {
    windows.setting = { type: "REG_DWORD", data: "2" };
    windows.registry.set(markerKey, markerName, note);
  },
  "a text of several lines": (windows) => {
    windows.setting = { type: "REG_SZ", data: "one\r\n\r\ntwo" };
    windows.registry.set(markerKey, markerName, { type: "REG_DWORD", data: "7" });
  },
  "a text that ends with an empty line": (windows) => {
    windows.setting = { type: "REG_SZ", data: "2\r\n" };
    windows.registry.set(key, "Zzz", { type: "REG_SZ", data: "last" });
  },
  "texts that look like ours": (windows) => {
    windows.registry.set(key, "Aaa", { type: "REG_SZ", data: looksLikeOurs });
    windows.setting = { type: "REG_DWORD", data: "1" };
  },
  "a key that is denied": (windows) => {
    windows.elevated = false;
    windows.refuseKey(key, "readAndWrite");
  },
  "a key that is missing": (windows) => windows.registry.deleteKey(key),
};

/** What cannot be read on an undamaged host, either: a key that can be read has no reason not to be. */
const unreadable = new Set([
  ...[
    "a new host",
    "a host that was written",
    "a text of several lines",
    "a text that ends with an empty line",
    "texts that look like ours",
  ].map((world) => `diagnosis, ${world}`),
  ...["a key that is denied", "a key that is missing"].flatMap((world) =>
    ["observation", "read-back"].map((name) => `${name}, ${world}`),
  ),
]);

const full = (path: string) => path.replace("HKLM", "HKEY_LOCAL_MACHINE");

/** Lines that a start-up script, another program, or somebody who knows this package may print. */
const foreignLines = [
  ...["", "\f", "\x1b[2J", "#< CLIXML", "Welcome", "nonce0000x.begin", "nonce0000x.0y", "nonce0000x.0.0"],
  ...[full(key), full(markerKey), full(services), `${full(key)}\\Security`],
  `    ${settingName}    REG_DWORD    0x0`,
  `    ${settingName}    REG_SZ    two`,
  `    ${markerName}    REG_SZ    1.other.REG_DWORD:1.-.-`,
  "    BootId    REG_DWORD    0x99",
  "    Start    REG_DWORD    0x4",
  "    MachineGuid    REG_SZ    11111111-2222-3333-4444-555555555555",
  "    CurrentMajorVersionNumber    REG_DWORD    0x5",
  "    CurrentBuildNumber    REG_SZ    2600",
  "S-1-16-16384",
  "<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Kernel-General'/><EventID>12</EventID><EventRecordID>9</EventRecordID></System></Event>",
  "A system shutdown is in progress.(1115)",
];
const foreignLine = fc.oneof(
  fc.string({ maxLength: 20 }).filter((text) => !text.includes("\n")),
  fc.constantFrom(...foreignLines),
);

/** A place in a text, as a share of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

const damage = fc.record({
  prefix: fc.oneof(
    fc.constant(""),
    foreignLine,
    foreignLine.map((line) => `${line}\r\n`),
  ),
  suffix: fc.oneof(fc.constant(""), foreignLine),
  middle: fc.oneof(
    fc.record({
      kind: fc.constantFrom("nothing", "cut the head", "cut the tail", "remove a line", "repeat a line"),
      at: place,
      to: place,
    }),
    fc.record({ kind: fc.constant("insert a line"), at: place, to: place, line: foreignLine }),
  ),
});

function damaged(
  output: string,
  { prefix, suffix, middle }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): string {
  const lines = output.split("\n");
  const spliced = (remove: number, ...insert: readonly string[]) =>
    [...lines.slice(0, at), ...insert, ...lines.slice(at + remove)].join("\n");
  const at = Math.floor(middle.at * lines.length);
  const cut = Math.floor(middle.at * output.length);
  let left = output;
  if (middle.kind === "cut the head") left = output.slice(cut);
  if (middle.kind === "cut the tail") left = output.slice(0, cut);
  if (middle.kind === "remove a line") left = spliced(1);
  if (middle.kind === "repeat a line") {
    left = spliced(0, lines[Math.floor(middle.to * (lines.length - 1))] ?? "");
  }
  if ("line" in middle) left = spliced(0, `${middle.line}\r`);
  return `${prefix}${left}${suffix}`;
}

/** A reading where what is not known is left out, so that it can be held against another one. */
function readingOf({ isUnread }: Asked, read: () => unknown): Read {
  try {
    const value = read();
    return isUnread(value as never) ? { unread: true } : { unread: false, facts: value };
  } catch (error) {
    if (error instanceof UnexpectedOutputError) return { unread: true };
    throw error instanceof NatTraversalError ? new Error(`it judges: ${error.message}`) : error;
  }
}

/** Whether every part is the same, or not known any more. */
function isSameOrUnread(before: unknown, after: unknown): boolean {
  if (after === undefined) return true;
  if (typeof after !== "object" || after === null) return after === before;
  if ("came" in after) return true;
  if (typeof before !== "object" || before === null) return false;
  const was = before as Record<string, unknown>;
  return Object.entries(after).every(([name, value]) => isSameOrUnread(was[name], value));
}

/** The undamaged answer of a host, and what any other one is read as. */
async function ask(
  shell: "cmd" | "powershell",
  prepare: (windows: SimulatedWindows) => void,
  asked: Asked,
): Promise<{ readonly answer: CommandResult; readonly readOf: (output: string) => Read }> {
  const windows = new SimulatedWindows({ clock: new ManualClock() });
  prepare(windows);
  const { line, read } = asked.question();
  const answer =
    shell === "cmd"
      ? await windows.execute(line("cmd"))
      : await runPowerShell(windows, "pwsh", line("powershell"));
  return { answer, readOf: (output) => readingOf(asked, () => read({ ...answer, output })) };
}

function assertHarmless(before: Read, after: Read, output: string): void {
  const isHarmless = after.unread || (!before.unread && isSameOrUnread(before.facts, after.facts));
  if (!isHarmless) assert.fail(JSON.stringify({ before, after, output }, undefined, 1));
}

/** Whole lines are tried one by one; more of these by hand: `RUNS=5000 npx mocha …`. */
const numRuns = Number(process.env.RUNS ?? 40);

describe("an answer that was damaged on its way, or that others print into", () => {
  for (const [what, prepare] of Object.entries(worlds)) {
    for (const [name, asked] of Object.entries(questions)) {
      it(`is read as before or not at all, whatever line is missing or one too many (${name}, ${what})`, async () => {
        const { answer, readOf } = await ask("cmd", prepare, asked);
        const before = readOf(answer.output);
        const lines = answer.output.split("\n");
        for (const at of lines.keys()) {
          const [head, tail] = [lines.slice(0, at), lines.slice(at)];
          const others = foreignLines.map((line) => [...head, `${line}\r`, ...tail].join("\n"));
          for (const output of [[...head, ...tail.slice(1)].join("\n"), ...others]) {
            assertHarmless(before, readOf(output), output);
          }
        }
      });
    }
  }

  for (const shell of ["cmd", "powershell"] as const) {
    for (const [what, prepare] of Object.entries(worlds)) {
      for (const [name, asked] of Object.entries(questions)) {
        it(`is read as before or not at all (${name}, ${what}, ${shell})`, async () => {
          const { answer, readOf } = await ask(shell, prepare, asked);
          const before = readOf(answer.output);
          assert.equal(before.unread, unreadable.has(`${name}, ${what}`));
          checkProperty(
            fc.property(damage, (how) => {
              const output = damaged(answer.output, how);
              const after = readOf(output);
              const isHarmless =
                after.unread || (!before.unread && isSameOrUnread(before.facts, after.facts));
              assert.ok(isHarmless, JSON.stringify({ before, after, output }, undefined, 1));
              // What a start-up script prints before and after is told apart.
              if (how.middle.kind === "nothing") assert.deepEqual(after, before, output);
            }),
            { numRuns },
          );
        });
      }
    }
  }
});
