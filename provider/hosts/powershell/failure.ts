import {
  type ConnectionPhase,
  type NatTraversalError,
  ProtocolError,
  type UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { Failures, outputTooLarge, type Progress } from "../failure-texts";
import type { ScriptOutput } from "./shell-process";

/** The phases that a connection through PowerShell has. */
export type PowerShellPhase = Extract<
  ConnectionPhase,
  "opening a shell" | "connect" | "authentication" | "waiting for output"
>;

/** Where a failure happened, and how far things were. */
export interface PowerShellProgress extends Progress {
  /** The PowerShell that was started. */
  readonly executable: string;
  readonly phase: PowerShellPhase;
  /** Whether the machine that runs Pulumi runs Windows, as far as its environment tells. */
  readonly onWindows: boolean;
}

/** Failures to reach a host through PowerShell. */
export const powershellFailures = new Failures<PowerShellProgress>({
  operation: ({ phase, where }) => {
    if (phase === "waiting for output") return "run a command through PowerShell";
    return where === undefined ? "start PowerShell" : "open a PowerShell remoting session";
  },
  listen: ({ where }) =>
    `Enable remoting on the host in an elevated PowerShell (Enable-PSRemoting), so that it listens on ${where}; a host that is restarting refuses connections for a while.`,
  hint: ({ phase, where, executable }) => {
    switch (phase) {
      case "connect":
        return `Check that the host is up, that its name and address are right, that remoting is enabled there (Enable-PSRemoting), and that firewalls let TCP ${where} through.`;
      case "authentication":
        return "The host may be unable to reach the domain controller that checks the account, or it may be overloaded or shutting down.";
      case "opening a shell":
        return `The machine that runs Pulumi may be overloaded (raise timeouts.connectSeconds), or ${executable} is not PowerShell.`;
      default:
        return undefined;
    }
  },
});

/** The deadline of the phase has passed, and the PowerShell process was ended. */
export function silent(progress: PowerShellProgress, seconds: number): UnreachableError {
  return powershellFailures.silent(
    progress,
    seconds,
    consequences[progress.phase] ?? "the PowerShell process was ended",
  );
}

const consequences: Readonly<Partial<Record<PowerShellPhase, string>>> = {
  connect: "",
  "waiting for output": "PowerShell no longer answered and was ended, and the command may still be running",
};

/** The command did not end in time; PowerShell itself has ended it, and what it had started. */
export function lateCommand(progress: PowerShellProgress, seconds: number): UnreachableError {
  return powershellFailures.silent(progress, seconds, "the command was ended, with all that it had started");
}

/** The command wrote more than it can have to say. */
export function tooMuchOutput(progress: PowerShellProgress, mostBytes: number): UnreachableError {
  return powershellFailures.unreachable(
    progress,
    `${outputTooLarge(mostBytes)}; it was ended, with all that it had started`,
  );
}

/** PowerShell itself printed more than any answer of it has, or the other end of its session did. */
export function printedTooMuch(progress: PowerShellProgress, mostBytes: number): NatTraversalError {
  const problem = `PowerShell printed more than ${Math.floor(mostBytes / 1024)} KiB and was ended`;
  if (progress.phase !== "opening a shell") return powershellFailures.unreachable(progress, problem);
  return new ProtocolError({
    ...powershellFailures.attempt(progress),
    problem,
    hint: isPowerShell(progress),
  });
}

/** The remoting session ended while a command ran, and PowerShell says nothing of it: older ones do so where the other computer goes down. */
export function endedSilently(progress: PowerShellProgress): UnreachableError {
  return powershellFailures.unreachable(
    progress,
    "the session ended without an answer; the computer may have gone down",
  );
}

/** A policy restricts PowerShell too far for this package; `where` says on which side. */
export function restricted(progress: PowerShellProgress, where: string, mode: string): UnsupportedShellError {
  return new UnsupportedShellError({
    ...powershellFailures.attempt(progress),
    problem: `PowerShell ${where} runs in ${languageModeInWords(mode)}, which blocks the scripts that this package needs`,
    hint: "Have the policy (AppLocker, App Control, a session configuration) allow the account Full Language Mode, or use the ssh or winrm transport, which do not need PowerShell.",
  });
}

/** What PowerShell printed is not the output of our script. */
export function noAnswer(progress: PowerShellProgress, { output, errorOutput }: ScriptOutput): ProtocolError {
  const said = sanitize(errorOutput) || sanitize(output);
  return new ProtocolError({
    ...powershellFailures.attempt(progress),
    problem: said === "" ? "it printed nothing" : `its output is not understood (it printed "${said}")`,
    hint: isPowerShell(progress),
  });
}

function isPowerShell({ executable }: PowerShellProgress): string {
  return `Check that ${executable} is Windows PowerShell 5.1 or PowerShell 7.`;
}

function languageModeInWords(mode: string): string {
  return (
    mode.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ Language$/, " Language Mode") || "an unknown mode"
  );
}
