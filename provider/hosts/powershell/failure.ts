import {
  type ConnectionPhase,
  type NatTraversalError,
  PowerShellMissingError,
  ProtocolError,
  type UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { Failures, type Progress } from "../failure-texts";
import type { ProcessEndedError, ScriptOutput } from "./shell-process";

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
  const consequence = progress.phase === "connect" ? undefined : "the PowerShell process was ended";
  return powershellFailures.silent(progress, seconds, consequence);
}

/** The PowerShell process ended, or could not be started: PowerShell is missing, or what was started is not PowerShell. */
export function ended(progress: PowerShellProgress, error: ProcessEndedError): NatTraversalError {
  const { startFault, exitCode } = error;
  if (startFault === "ENOENT") return notStarted(progress, "no such program", error);
  if (startFault !== "") {
    return notStarted(
      progress,
      `the system refused to run it (${sanitize(startFault)})`,
      error,
      "A policy may block it for this account: have it allowed, set executable to another PowerShell, or use the ssh or winrm transport, which do not need PowerShell.",
    );
  }
  const how = exitCode === undefined ? "" : ` with exit code ${exitCode}`;
  return progress.phase === "opening a shell"
    ? notStarted(progress, `it exited immediately${how}`, error)
    : powershellFailures.unreachable(progress, `PowerShell exited unexpectedly${how}`, error);
}

/** A program that is named without a folder is in none of those that PATH names. */
export function notOnPath(progress: PowerShellProgress): PowerShellMissingError {
  return notStarted(progress, "no such program on PATH");
}

function notStarted(
  progress: PowerShellProgress,
  why: string,
  cause?: unknown,
  hint = "Install PowerShell, set executable to its path, or use the ssh or winrm transport, which do not need PowerShell.",
): PowerShellMissingError {
  return new PowerShellMissingError({
    ...powershellFailures.attempt(progress),
    problem: `${progress.executable} could not be started on the machine that runs Pulumi: ${why}`,
    hint,
    cause,
  });
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
    hint: `Check that ${progress.executable} is Windows PowerShell 5.1 or PowerShell 7.`,
  });
}

function languageModeInWords(mode: string): string {
  return (
    mode.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ Language$/, " Language Mode") || "an unknown mode"
  );
}
