import {
  AccessDeniedError,
  AuthenticationError,
  type ConnectionPhase,
  type ErrorDetails,
  type NatTraversalError,
  PowerShellMissingError,
  ProtocolError,
  TlsError,
  UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import { networkFault } from "../network-fault";
import { printable } from "../printable";
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

/** What PowerShell says about a failure. */
export interface ReportedError {
  /** FullyQualifiedErrorId: the same in every language. */
  readonly errorId: string;
  /** The sentence, in the language of the machine: shown, never read. */
  readonly message: string;
}

/** An UnreachableError in the words of the phase. */
export function unreachable(
  progress: PowerShellProgress,
  happened: string,
  cause?: unknown,
  advice = adviceFor(progress),
): UnreachableError {
  const { phase, port } = progress;
  return new UnreachableError({
    ...attempt(progress),
    happened: `${happened} (${port === undefined ? "" : `port ${port}, `}phase: ${phase})`,
    advice,
    phase,
    commandMayHaveRun: phase === "waiting for output",
    cause,
  });
}

/** The deadline of the phase has passed, and the PowerShell process was ended. */
export function silent(progress: PowerShellProgress, seconds: number): UnreachableError {
  return unreachable(progress, `nothing came within ${Number(seconds.toFixed(1))} s; PowerShell was ended`);
}

/** The PowerShell process ended, or never came about: there is no PowerShell, or what was started is none. */
export function ended(progress: PowerShellProgress, error: ProcessEndedError): NatTraversalError {
  const { startFault, exitCode } = error;
  if (startFault === "ENOENT") return notStarted(progress, "there is no such program", error);
  if (startFault !== "") {
    return notStarted(progress, `the system does not run it (${printable(startFault)})`, error);
  }
  const how = exitCode === undefined ? "" : ` with exit code ${exitCode}`;
  return progress.phase === "opening a shell"
    ? notStarted(progress, `it ended at once${how}`, error)
    : unreachable(progress, `PowerShell ended by itself${how}`, error);
}

function notStarted(
  { host, executable }: PowerShellProgress,
  happened: string,
  cause: unknown,
): PowerShellMissingError {
  return new PowerShellMissingError({
    attempted: `start PowerShell (${executable}) on the machine that runs Pulumi`,
    host,
    happened,
    advice:
      "Install PowerShell there, or give its path as executable; or reach the host over ssh or winrm, which need none.",
    cause,
  });
}

/** A policy restricts PowerShell so far that it cannot be used; `where` says on which side. */
export function restricted(progress: PowerShellProgress, where: string, mode: string): UnsupportedShellError {
  return new UnsupportedShellError({
    ...attempt(progress),
    happened: `PowerShell ${where} runs in ${languageModeInWords(mode)}, in which it cannot run commands for us`,
    advice:
      "Have the policy (AppLocker, App Control, a session configuration) allow the account Full Language Mode, or reach the host over ssh or winrm, which need no PowerShell.",
  });
}

/** What PowerShell printed is no answer to what it was told. */
export function noAnswer(progress: PowerShellProgress, { output, errorOutput }: ScriptOutput): ProtocolError {
  const said = printable(errorOutput) || printable(output);
  return new ProtocolError({
    ...attempt(progress),
    happened: said === "" ? "it answered nothing" : `its answer cannot be read (it says "${said}")`,
    advice: `Check that ${progress.executable} is Windows PowerShell 5.1 or PowerShell 7.`,
  });
}

/** Names what the network said when the other computer was looked for. */
export function notReached(progress: PowerShellProgress, error: unknown): UnreachableError {
  const whenRefused = `Nothing listens there: enable remoting on the host, in an elevated PowerShell (Enable-PSRemoting), so that it listens on port ${progress.port}; a restarting host refuses for a while.`;
  const { happened, advice } = networkFault(error, whenRefused);
  return unreachable(progress, happened, error, advice);
}

/** Names an error that PowerShell reported, by its identity alone. */
export function classify(progress: PowerShellProgress, reported: ReportedError): NatTraversalError {
  const [id = ""] = reported.errorId.split(",");
  const said = printable(reported.message);
  const details = {
    ...attempt(progress),
    happened: `${id || "PowerShell failed"}${said === "" ? "" : `: ${withoutFullStop(said)}`}`,
  };
  if (/ConstrainedLanguage|NoLanguage|ScriptsNotAllowed|CommandNotFoundException/.test(id)) {
    return restricted(progress, "there", "a restricted language mode");
  }
  if (progress.phase === "waiting for output") return duringCommand(progress, id, details);
  if (isCertificateFault(id)) return new TlsError({ ...details, advice: certificateAdvice });
  if (refusedLogons.has(id)) return new AuthenticationError({ ...details, advice: logonAdvice });
  if (refusedRights.has(id)) return new AccessDeniedError({ ...details, advice: rightsAdvice });
  if (noCommonLogon.has(id)) return new ProtocolError({ ...details, advice: commonLogonAdvice });
  if (notThere.has(id)) return unreachable(progress, details.happened);
  return new ProtocolError({ ...details, advice: unknownAdvice });
}

function duringCommand(
  progress: PowerShellProgress,
  id: string,
  details: Pick<ErrorDetails, "attempted" | "host" | "happened">,
): NatTraversalError {
  // .NET's name for a program that Windows would not start.
  if (id === "Win32Exception") {
    return new UnsupportedShellError({
      ...details,
      advice: "A policy may forbid cmd.exe to this account: have it allowed, or use another account.",
    });
  }
  return unreachable(progress, details.happened);
}

/*
 * Names that PowerShell gives to errors of the WinRM client, and the numbers of those without a name
 * (WSManTransportManager.cs in PowerShell's source; winerror.h).
 */
const refusedLogons = new Set(["LogonFailure", "1327", "1330", "1331", "1385", "1907", "1909"]);
const refusedRights = new Set(["AccessDenied", "RemoteSessionDisallowed", "RemoteConnectionDisallowed"]);
const noCommonLogon = new Set([
  ...[
    "ServerNotTrusted",
    "WorkgroupCannotUseKerberos",
    "ExplicitCredentialsRequired",
    "ClientKerberosDisabled",
  ],
  ...["InvalidAuthentication", "CannotUseIPAddress", "TargetUnknown", "1312"],
]);
const notThere = new Set([
  ...[
    "ComputerNotFound",
    "NetworkPathNotFound",
    "CannotConnect",
    "CannotConnectWinRMService",
    "URLNotAvailable",
  ],
  ...[
    "WinRMHttpError",
    "WinRMOperationTimeout",
    "WinRMOperationAborted",
    "ShutDownInProgress",
    "ImproperResponse",
  ],
  // No domain controller could be asked: nobody has refused anything.
  ...["ServerOutOfMemory", "AuthenticationFailed"],
]);

/** WinHTTP's errors 12037 to 12179 about certificates, and those of SChannel and of certificate chains, as signed numbers. */
function isCertificateFault(id: string): boolean {
  if (
    ["12037", "12038", "12044", "12045", "12057", "12157", "12169", "12170", "12175", "12179"].includes(id)
  ) {
    return true;
  }
  const hex = /^-\d{1,10}$/.test(id) ? (Number(id) >>> 0).toString(16) : "";
  return /^800b01|^8009032[578]$|^80072f(05|06|0c|0d|8f)$/.test(hex);
}

const certificateAdvice =
  'Use the name in the listener\'s certificate as host and have this Windows trust its issuer; or leave scheme at "http", where Windows encrypts every message itself.';
const logonAdvice =
  "Check user and password; the account may be locked, disabled or not allowed to log on over the network. It is not tried again in this run.";
const rightsAdvice =
  "Use an account in Administrators of that computer; for a local one other than the built-in Administrator LocalAccountTokenFilterPolicy must be 1 there. Enable-PSRemoting makes the session configuration that is asked for.";
const commonLogonAdvice =
  'Without a domain in common give user and password, and either scheme: "https", or, on the machine that runs Pulumi, trust the name: Set-Item WSMan:\\localhost\\Client\\TrustedHosts; an address instead of a name always needs one of the two.';
const unknownAdvice =
  "Try the same by hand on the machine that runs Pulumi: New-PSSession -ComputerName HOST. PowerShell remoting needs Windows on this side too.";

function attempt({ host, phase, port }: PowerShellProgress): Pick<ErrorDetails, "attempted" | "host"> {
  const remote = port !== undefined;
  if (phase === "waiting for output") return { attempted: "run a command through PowerShell", host };
  return { attempted: remote ? "open a PowerShell remoting session" : "start PowerShell", host };
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

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}
