import {
  type NatTraversalError,
  PowerShellMissingError,
  UnsupportedOsError,
  UnsupportedShellError,
} from "../../errors";
import { sanitize, sanitizeUnicode } from "../../sanitize";
import { withoutFullStop } from "./error-classification";
import { type PowerShellProgress, powershellFailures } from "./failure";
import type { ProcessEndedError } from "./shell-process";

const installHint =
  "Install PowerShell, set executable to its path, or use the ssh or winrm transport, which do not need PowerShell.";
const blockedHint =
  "A policy may block it for this account: have it allowed, set executable to another PowerShell, or use the ssh or winrm transport, which do not need PowerShell.";

/** Reasons that pass: the same program may start a moment later. */
const passing: ReadonlySet<string> = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

/** What the system said when it did not start a program, as a clause, and what to do. */
const startFaults: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: ["no such program", installHint],
  ENOTDIR: ["a part of its path is a file, not a folder (ENOTDIR)", installHint],
  EINVAL: [
    "the system does not run such a file by itself (EINVAL)",
    "Set executable to powershell.exe or pwsh.exe itself, not to a .cmd or .bat file.",
  ],
  UNKNOWN: ["the file is no program (UNKNOWN)", "Set executable to powershell.exe or pwsh.exe itself."],
  ENOEXEC: ["the file is no program (ENOEXEC)", "Set executable to the PowerShell program itself."],
};
for (const code of passing) {
  Reflect.set(startFaults, code, [
    `this machine has no room for another process (${code})`,
    "Run fewer resources at a time (--parallel), or raise the limits of this machine.",
  ]);
}

/** The PowerShell process ended, or could not be started: PowerShell is missing, or what was started is not PowerShell. */
export function ended(progress: PowerShellProgress, error: ProcessEndedError): NatTraversalError {
  const { startFault, exitCode } = error;
  if (startFault !== "") {
    const [why, hint] = startFaults[startFault] ?? [
      `the system refused to run it (${sanitize(startFault)})`,
      blockedHint,
    ];
    return missing(progress, why, hint, error);
  }
  const how = exitCode === undefined ? "" : ` with exit code ${exitCode}`;
  return progress.phase === "opening a shell"
    ? missing(progress, `it exited immediately${how}`, installHint, error)
    : powershellFailures.unreachable(progress, `PowerShell exited unexpectedly${how}`, error);
}

/** A program that is named without a folder is in none of those that PATH names. */
export function notOnPath(progress: PowerShellProgress): PowerShellMissingError {
  return missing(progress, "no such program on PATH", installHint);
}

/** Whether PowerShell is missing for good: trying again would start it no more than now. */
export function isMissingForGood(error: unknown): error is PowerShellMissingError {
  const { startFault } = (error instanceof PowerShellMissingError ? (error.cause ?? {}) : {}) as {
    startFault?: unknown;
  };
  return (
    error instanceof PowerShellMissingError && !(typeof startFault === "string" && passing.has(startFault))
  );
}

/** The machine that runs Pulumi is not Windows. Nothing secret was handed to PowerShell by then. */
export function notWindows(progress: PowerShellProgress): UnsupportedOsError {
  const isLocal = progress.where === undefined;
  return new UnsupportedOsError({
    ...powershellFailures.attempt(progress),
    problem: isLocal
      ? "the machine that runs Pulumi does not run Windows"
      : "PowerShell remoting needs Windows on the machine that runs Pulumi, which it does not run",
    hint: withoutWindows(isLocal),
  });
}

function missing(
  progress: PowerShellProgress,
  why: string,
  hint: string,
  cause?: unknown,
): PowerShellMissingError {
  return new PowerShellMissingError({
    ...powershellFailures.attempt(progress),
    problem: `${progress.executable} could not be started on the machine that runs Pulumi: ${why}`,
    // A PowerShell that was installed there would be of no use.
    hint: progress.onWindows ? hint : withoutWindows(progress.where === undefined),
    cause,
  });
}

function withoutWindows(isLocal: boolean): string {
  return isLocal
    ? "This transport needs Windows where Pulumi runs. Set host and another transport, ssh or winrm, for a Windows computer elsewhere."
    : 'This transport needs Windows where Pulumi runs: use transport: "winrm", which reaches the same service from here, or ssh.';
}

/** The system did not start cmd. */
export function notStarted(
  progress: PowerShellProgress,
  { message, number }: { readonly message: string; readonly number: number | undefined },
): UnsupportedShellError {
  // .NET names the file and the folder between quotes first, in any language; the reason comes last.
  const said = withoutFullStop(sanitizeUnicode(message.replace(/^.*['"\u2019\u00bb]\. /s, "")));
  const which = number === undefined ? "" : ` (${number})`;
  return new UnsupportedShellError({
    ...powershellFailures.attempt(progress),
    problem: `Windows did not start cmd.exe${which}${said === "" ? "" : `: ${said}`}`,
    hint:
      (number === undefined ? undefined : startHints.get(number)) ??
      "Start cmd.exe there by hand, with the same account.",
  });
}

/** By the numbers of winerror.h. */
const startHints: ReadonlyMap<number, string> = new Map([
  [
    2,
    "The program is not there: Windows' own folder is damaged, or a virus scanner has moved it. `sfc /scannow` repairs it.",
  ],
  [3, "The folder is not there: SystemRoot of that account is wrong, or Windows' own folder is damaged."],
  [
    5,
    "Access is denied: check the permissions on cmd.exe, and policies that block it for this account; or use another account.",
  ],
  [193, "The file is no program for this Windows: it is damaged. `sfc /scannow` repairs it."],
  [225, "A virus scanner blocks it: have it allowed there."],
  [
    1260,
    "A policy blocks it (AppLocker, software restriction): have cmd.exe allowed for this account, or use another account.",
  ],
  [4551, "App Control blocks it: have cmd.exe allowed by its policy, or use another account."],
]);
