import {
  type ConnectionPhase,
  type ErrorDetails,
  type NatTraversalError,
  PowerShellMissingError,
  ProtocolError,
  UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { cancelled, networkFault } from "../network-fault";
import type { ProcessEndedError, ScriptOutput } from "./shell-process";

/** The phases that a connection through PowerShell has. */
export type PowerShellPhase = Extract<
  ConnectionPhase,
  "opening a shell" | "connect" | "authentication" | "waiting for output"
>;

/** Where a failure happened, and how far things were. */
export interface PowerShellProgress {
  /** The host as the user wrote it. */
  readonly host: string;
  /** The PowerShell that was started. */
  readonly executable: string;
  /** TCP port of the other computer; none for this machine. */
  readonly port: number | undefined;
  readonly phase: PowerShellPhase;
}

/** An UnreachableError in the words of the phase. */
export function unreachable(
  progress: PowerShellProgress,
  problem: string,
  cause?: unknown,
  hint = adviceFor(progress),
): UnreachableError {
  const { phase, port } = progress;
  return new UnreachableError({
    ...attempt(progress),
    problem: `${problem} (${port === undefined ? "" : `port ${port}, `}phase: ${phase})`,
    hint,
    phase,
    commandMayHaveRun: phase === "waiting for output",
    cause,
  });
}

/** The deadline of the phase has passed, and the PowerShell process was ended. */
export function silent(progress: PowerShellProgress, seconds: number): UnreachableError {
  const consequence = progress.phase === "connect" ? "" : "; PowerShell was ended";
  return unreachable(progress, `nothing came within ${Number(seconds.toFixed(1))} s${consequence}`);
}

/** Somebody on this side closed the connection. */
export function closedFromHere(progress: PowerShellProgress): UnreachableError {
  const { problem, hint } = cancelled();
  return unreachable(progress, problem, undefined, hint);
}

/** The PowerShell process ended, or never came about: there is no PowerShell, or what was started is none. */
export function ended(progress: PowerShellProgress, error: ProcessEndedError): NatTraversalError {
  const { startFault, exitCode } = error;
  if (startFault === "ENOENT") return notStarted(progress, "there is no such program", error);
  if (startFault !== "") {
    return notStarted(
      progress,
      `the system does not run it (${sanitize(startFault)})`,
      error,
      "A policy may forbid it to this account: have it allowed, name another PowerShell as executable, or reach the host over ssh or winrm, which need none.",
    );
  }
  const how = exitCode === undefined ? "" : ` with exit code ${exitCode}`;
  return progress.phase === "opening a shell"
    ? notStarted(progress, `it ended at once${how}`, error)
    : unreachable(progress, `PowerShell ended by itself${how}`, error);
}

/** A program that is named without a folder is in none of those that PATH names. */
export function notOnPath(progress: PowerShellProgress): PowerShellMissingError {
  return notStarted(progress, "no folder on PATH has such a program");
}

function notStarted(
  progress: PowerShellProgress,
  why: string,
  cause?: unknown,
  hint = "Install PowerShell there, or give its path as executable; or reach the host over ssh or winrm, which need none.",
): PowerShellMissingError {
  return new PowerShellMissingError({
    ...attempt(progress),
    problem: `${progress.executable} does not start on the machine that runs Pulumi: ${why}`,
    hint,
    cause,
  });
}

/** A policy restricts PowerShell so far that it cannot be used; `where` says on which side. */
export function restricted(progress: PowerShellProgress, where: string, mode: string): UnsupportedShellError {
  return new UnsupportedShellError({
    ...attempt(progress),
    problem: `PowerShell ${where} runs in ${languageModeInWords(mode)}, in which it cannot run commands for us`,
    hint: "Have the policy (AppLocker, App Control, a session configuration) allow the account Full Language Mode, or reach the host over ssh or winrm, which need no PowerShell.",
  });
}

/** What PowerShell printed is no answer to what it was told. */
export function noAnswer(progress: PowerShellProgress, { output, errorOutput }: ScriptOutput): ProtocolError {
  const said = sanitize(errorOutput) || sanitize(output);
  return new ProtocolError({
    ...attempt(progress),
    problem: said === "" ? "it answered nothing" : `its answer cannot be read (it says "${said}")`,
    hint: `Check that ${progress.executable} is Windows PowerShell 5.1 or PowerShell 7.`,
  });
}

/** Names what the network said when the other computer was looked for. */
export function notReached(progress: PowerShellProgress, error: unknown): UnreachableError {
  const whenRefused = `Nothing listens there: enable remoting on the host, in an elevated PowerShell (Enable-PSRemoting), so that it listens on port ${progress.port}; a restarting host refuses for a while.`;
  const { problem, hint } = networkFault(error, whenRefused);
  return unreachable(progress, problem, error, hint);
}

/** What was attempted in this phase, and where. */
export function attempt({ host, phase, port }: PowerShellProgress): Pick<ErrorDetails, "operation" | "host"> {
  const remote = port !== undefined;
  if (phase === "waiting for output") return { operation: "run a command through PowerShell", host };
  return { operation: remote ? "open a PowerShell remoting session" : "start PowerShell", host };
}

function adviceFor({ phase, port, executable }: PowerShellProgress): string {
  switch (phase) {
    case "connect":
      return `Check that the host is up, that its name and address are right, that remoting is enabled there (Enable-PSRemoting), and that firewalls let TCP port ${port} through.`;
    case "authentication":
      return "The host may be unable to reach what checks the account (a domain controller), be overloaded, or be shutting down.";
    case "opening a shell":
      return `The machine that runs Pulumi may be overloaded (timeouts.connectSeconds gives it longer), or ${executable} is no PowerShell.`;
    case "waiting for output":
      return "The command may have run; the next run looks at what is there.";
  }
}

function languageModeInWords(mode: string): string {
  return (
    mode.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ Language$/, " Language Mode") || "an unknown mode"
  );
}
