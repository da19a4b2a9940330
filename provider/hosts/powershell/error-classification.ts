import {
  AccessDeniedError,
  AuthenticationError,
  type ErrorDetails,
  type NatTraversalError,
  ProtocolError,
  TlsError,
  UnsupportedShellError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { attempt, type PowerShellProgress, restricted, unreachable } from "./failure";

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
  const said = sanitize(reported.message);
  const details = {
    ...attempt(progress),
    problem: `${id || "PowerShell failed"}${said === "" ? "" : `: ${withoutFullStop(said)}`}`,
  };
  if (/ConstrainedLanguage|NoLanguage|ScriptsNotAllowed|CommandNotFoundException/.test(id)) {
    return restricted(progress, "there", "a restricted language mode");
  }
  if (progress.phase === "waiting for output") {
    const isLost = places.includes("PSSessionStateBroken") || lostSessions.has(id) || notThere.has(id);
    return isLost ? unreachable(progress, details.problem) : notCarriedOut(id, details);
  }
  if (isCertificateFault(id)) return new TlsError({ ...details, hint: certificateAdvice });
  if (refusedLogons.has(id)) return new AuthenticationError({ ...details, hint: logonAdvice });
  if (refusedRights.has(id)) return new AccessDeniedError({ ...details, hint: rightsAdvice });
  if (noCommonLogon.has(id)) return new ProtocolError({ ...details, hint: commonLogonAdvice });
  if (quotas.has(id)) return unreachable(progress, details.problem, undefined, quotaAdvice);
  if (notThere.has(id)) return unreachable(progress, details.problem);
  return new ProtocolError({ ...details, hint: unknownAdvice });
}

function notCarriedOut(
  id: string,
  details: Pick<ErrorDetails, "operation" | "host" | "problem">,
): NatTraversalError {
  // .NET's name for a program that Windows would not start.
  if (id === "Win32Exception") {
    return new UnsupportedShellError({
      ...details,
      hint: "A policy may forbid cmd.exe to this account: have it allowed, or use another account.",
    });
  }
  return new ProtocolError({ ...details, hint: notCarriedOutAdvice });
}

/*
 * Names that PowerShell gives to errors of the WinRM client, and the numbers of those without a name
 * (WSManTransportManager.cs in PowerShell's source; winerror.h).
 */
const refusedLogons = new Set(["LogonFailure", "1327", "1330", "1331", "1907", "1909"]);
/** 1385: the account may not log on to that computer over the network; its password was right. */
const refusedRights = new Set([
  "AccessDenied",
  "RemoteSessionDisallowed",
  "RemoteConnectionDisallowed",
  "1385",
]);
/** MaxShellsPerUser and MaxConcurrentOperationsPerUser: 0x803381a5 and 0x803381a6. */
const quotas = new Set(["-2144108123", "-2144108122"]);
/** What the engine says of a session that is gone. */
const lostSessions = new Set(["PSSessionStateBroken", "JobFailure"]);
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
  "Use the name in the listener's certificate as host, and have this Windows trust its issuer.";
const logonAdvice =
  "Check user and password; the account may be locked, disabled or not allowed to log on over the network. It is not tried again in this run.";
const rightsAdvice =
  "Use an account in Administrators of that computer; for a local one other than the built-in Administrator LocalAccountTokenFilterPolicy must be 1 there. Windows may say so of a wrong user or password, too. Enable-PSRemoting makes the session configuration that is asked for.";
const quotaAdvice =
  "The account has as many shells on the host as it may. See them with `winrm enumerate shell` there and end those left behind; each ends by itself after its idle time-out.";
const notCarriedOutAdvice =
  "It needs Windows PowerShell 3 with .NET Framework 4.5, or later, where the command runs, and no policy or virus scanner that forbids the script; or reach the host over ssh or winrm, which need no PowerShell.";
const commonLogonAdvice =
  'Without a domain in common give user and password, and either scheme: "https", or, on the machine that runs Pulumi, trust the name: Set-Item WSMan:\\localhost\\Client\\TrustedHosts; an address instead of a name always needs one of the two.';
const unknownAdvice =
  "Try the same by hand on the machine that runs Pulumi: New-PSSession -ComputerName HOST. PowerShell remoting needs Windows on this side too.";

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}
