import {
  AccessDeniedError,
  AuthenticationError,
  type NatTraversalError,
  ProtocolError,
  TlsError,
  UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import { sanitizeUnicode } from "../../sanitize";
import { type PowerShellProgress, powershellFailures, restricted } from "./failure";

/** What PowerShell says about a failure. */
export interface ReportedError {
  /** FullyQualifiedErrorId: the same in every language. */
  readonly errorId: string;
  /** The sentence, in the language of the machine: shown, never read. */
  readonly message: string;
}

/** Names an error that PowerShell reported, by its identity alone. */
export function classify(progress: PowerShellProgress, reported: ReportedError): NatTraversalError {
  const [id = "", ...places] = reported.errorId.split(",");
  const said = sanitizeUnicode(reported.message);
  const details = {
    ...powershellFailures.attempt(progress),
    problem: `${id || "PowerShell failed"}${said === "" ? "" : `: ${withoutFullStop(said)}`}`,
  };
  if (/ConstrainedLanguage|NoLanguage|ScriptsNotAllowed|InDataSection$/.test(id)) {
    return restricted(progress, "there", "a restricted language mode");
  }
  // Full Language has it too: where modules are not loaded by themselves, or a session configuration offers some commands only.
  if (id === "CommandNotFoundException")
    return new UnsupportedShellError({ ...details, hint: noCommandHint });
  if (progress.phase === "waiting for output") {
    if (closedSessions.has(id)) return notSent(progress, details.problem);
    const isLost = places.includes("PSSessionStateBroken") || lostSessions.has(id) || notThere.has(id);
    return isLost
      ? powershellFailures.unreachable(progress, details.problem)
      : new ProtocolError({ ...details, hint: notCarriedOutHint });
  }
  if (isCertificateFault(id)) return new TlsError({ ...details, hint: certificateHint });
  if (rejectedLogons.has(id)) return new AuthenticationError({ ...details, hint: logonHint });
  if (deniedRights.has(id)) return new AccessDeniedError({ ...details, hint: rightsHint });
  if (noCommonLogon.has(id)) return new ProtocolError({ ...details, hint: commonLogonHint });
  if (quotas.has(id)) return powershellFailures.unreachable(progress, details.problem, undefined, quotaHint);
  if (notThere.has(id) || lostSessions.has(id) || closedSessions.has(id))
    return powershellFailures.unreachable(progress, details.problem);
  return new ProtocolError({ ...details, hint: unknownHint });
}

/** The session was gone before the command could be sent: another one may carry it. */
export class NotSentError extends UnreachableError {
  override name = UnreachableError.name;
}

function notSent(progress: PowerShellProgress, problem: string): NotSentError {
  const { details } = powershellFailures.unreachable(
    { ...progress, phase: "connect" },
    problem,
    undefined,
    "Run the same command again.",
  );
  return new NotSentError({ ...details, phase: "connect", commandMayHaveRun: false });
}

/*
 * Names that PowerShell gives to errors of the WinRM client, and the numbers of those without a name
 * (WSManTransportManager.cs in PowerShell's source; winerror.h).
 */
const rejectedLogons = new Set(["LogonFailure", "1327", "1330", "1331", "1907", "1909"]);
/** 1385: the account may not log on to that computer over the network; its password was right. */
const deniedRights = new Set([
  "AccessDenied",
  "RemoteSessionDisallowed",
  "RemoteConnectionDisallowed",
  "1385",
]);
/** MaxShellsPerUser and MaxConcurrentOperationsPerUser: 0x803381a5 and 0x803381a6. */
const quotas = new Set(["-2144108123", "-2144108122"]);
/** What the engine says of a session that was gone, or in use, before anything was sent over it (Job.cs, InvokeCommandCommand.cs). */
const closedSessions = new Set([
  "InvokeCommandCommandInvalidSessionState",
  "InvokeCommandCommandInvalidSessionAvailability",
  "InvalidSessionState",
]);
/** What it says of one that went while a command ran, or may have run. */
const lostSessions = new Set([
  "PSSessionStateBroken",
  "JobFailure",
  "RemotePipelineExecutionFailed",
  "System.Management.Automation.Runspaces.InvalidRunspaceStateException",
  "InvalidRunspaceStateException",
]);
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
  // No domain controller could be asked: nothing was rejected.
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

const certificateHint =
  "Set host to the name in the listener's certificate, and have this machine trust its issuer.";
const logonHint =
  "Check user and password; the account may be locked, disabled or not allowed to log on over the network. It is not tried again in this run.";
const rightsHint =
  "Use an account in the Administrators group of the host; for a local account other than the built-in Administrator, LocalAccountTokenFilterPolicy must be 1 there. Windows may report a wrong user or password in the same way. Enable-PSRemoting creates the session configuration that is used.";
const quotaHint =
  "The account has reached its limit of shells on the host. List them with `winrm enumerate shell` there and end the stale ones; each ends by itself after its idle timeout.";
const noCommandHint =
  "The session configuration on the host may offer some commands only, or PowerShell's own modules are missing ($PSModuleAutoLoadingPreference, PSModulePath). Use another configuration, or the ssh or winrm transport, which do not need PowerShell.";
const notCarriedOutHint =
  "The machine where the command runs needs Windows PowerShell 3 with .NET Framework 4.5 or later, and no policy or virus scanner that blocks the script; or use the ssh or winrm transport, which do not need PowerShell.";
const commonLogonHint =
  'If the two machines share no domain, set user and password, and either set scheme: "https" or add the host to TrustedHosts on the machine that runs Pulumi (Set-Item WSMan:\\localhost\\Client\\TrustedHosts). An IP address always needs one of the two.';
const unknownHint =
  "Try it manually on the machine that runs Pulumi: New-PSSession -ComputerName HOST. PowerShell remoting needs Windows on this machine too.";

/** A sentence as a clause. */
export function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}
