import {
  type ConnectionPhase,
  NatTraversalError,
  ProtocolError,
  TlsError,
  UnreachableError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { codeOf, networkFault } from "../network-fault";
import { OversizeAnswer } from "./http-exchange";
import { MalformedReplyError, unreadable } from "./malformed-reply";

/** The phases that a connection over WinRM has. */
export type WinrmPhase = Exclude<ConnectionPhase, "banner" | "key exchange" | "opening a channel">;

/** Where a failure happened, and how far things were. */
export interface WinrmProgress {
  /** The host as the user wrote it. */
  readonly host: string;
  /** "port 5986", or both ports while it is not clear which. */
  readonly where: string;
  readonly phase: WinrmPhase;
}

const opening: readonly WinrmPhase[] = ["connect", "TLS handshake", "authentication"];

/** What was attempted in this phase, as a verb phrase. */
export function attemptedIn(phase: WinrmPhase): string {
  return opening.includes(phase) ? "open a WinRM connection" : "run a command over WinRM";
}

/** An UnreachableError in the words of the phase. */
export function unreachable(
  progress: WinrmProgress,
  problem: string,
  cause?: unknown,
  hint = adviceFor(progress),
): UnreachableError {
  const { host, where, phase } = progress;
  return new UnreachableError({
    operation: attemptedIn(phase),
    host,
    problem: `${problem} (${where}, phase: ${phase})`,
    hint,
    phase,
    // From its sending on, nothing but the host's answer tells.
    commandMayHaveRun: phase === "starting the command" || phase === "waiting for output",
    cause,
  });
}

/** The deadline of the phase has passed. */
export function silent(progress: WinrmProgress, seconds: number): UnreachableError {
  return unreachable(progress, `nothing came within ${Number(seconds.toFixed(1))} s`);
}

/** An error of the host's, or of something between, in how it speaks. */
export function brokenProtocol(
  { host, phase }: WinrmProgress,
  problem: string,
  hint: string,
  cause?: unknown,
): ProtocolError {
  return new ProtocolError({ operation: attemptedIn(phase), host, problem, hint, cause });
}

/**
 * Names whatever a socket, TLS, Node's HTTP parser or a reader of replies reported; errors of ours pass, and faults of this
 * program stay what they are.
 */
export function classify(progress: WinrmProgress, error: unknown): Error {
  if (error instanceof NatTraversalError) return error;
  if (error instanceof MalformedReplyError)
    return unreadable(error, attemptedIn(progress.phase), progress.host);
  if (error instanceof OversizeAnswer) {
    const problem = `the host's answer has ${error.message}`;
    return brokenProtocol(progress, problem, "No answer to this package is that long.");
  }
  if (isOwnFault(error)) return error;
  const code = codeOf(error);
  if (code.startsWith("HPE_")) {
    const problem = `what answers on ${progress.where} does not speak HTTP (${sanitize(code)})`;
    return brokenProtocol(progress, problem, "Check the port.", error);
  }
  if (/^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO)/.test(code)) return tlsFailure(progress, code, error);
  const whenRefused = `Check that WinRM is set up on the host (winrm quickconfig) and listens on ${progress.where}; a restarting host refuses for a while.`;
  const { problem, hint } = networkFault(error, whenRefused);
  return unreachable(progress, problem, error, hint);
}

/** Whether what answered a TLS handshake did not speak TLS at all. */
export function isNotTls(error: unknown): boolean {
  return /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG)$/.test(codeOf(error));
}

/** Whatever the network does has a code; a TypeError or a RangeError of Node's has one as well. */
function isOwnFault(error: unknown): error is Error {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    (error instanceof Error && codeOf(error) === "")
  );
}

function tlsFailure(progress: WinrmProgress, code: string, cause: unknown): NatTraversalError {
  const { host, where } = progress;
  const operation = "open a WinRM connection";
  if (isNotTls(cause)) {
    const problem = `what answers on ${where} does not speak TLS`;
    return brokenProtocol(
      progress,
      problem,
      'Check the port; a listener without TLS is reached with scheme: "http", where every message is sealed by NTLM.',
      cause,
    );
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK/.test(code)) {
    return new TlsError({
      operation,
      host,
      problem: "the host speaks only a TLS older than 1.2, as Windows 7 and Server 2008 R2 do unless updated",
      hint: 'Enable TLS 1.2 for Schannel on the host, or use scheme: "http", where every message is sealed by NTLM.',
      cause,
    });
  }
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|UNSUPPORTED_CERTIFICATE)/.test(code)) {
    return new TlsError({
      operation,
      host,
      problem: `the host refused the client certificate (${sanitize(code)})`,
      hint: "Its issuer must be trusted on the host, and it must be mapped to an account (WSMan:\\localhost\\ClientCertificate).",
      cause,
    });
  }
  // A host that is starting or stopping fails so, too: it is not for good.
  return brokenProtocol(
    progress,
    `the TLS handshake failed (${sanitize(code)})`,
    "The host and this machine may share no cipher suite; check the host's Schannel settings.",
    cause,
  );
}

function adviceFor({ where, phase }: WinrmProgress): string {
  switch (phase) {
    case "connect":
      return `Check that the host is up, that its name and address are right, that WinRM is set up there (winrm quickconfig), and that firewalls let TCP ${where} through.`;
    case "TLS handshake":
      return "Check that the listener has a certificate, and that no proxy stands in between.";
    case "authentication":
      return "The host may be unable to reach what checks the account (a domain controller), or be shutting down; with a client certificate, it may not allow TLS 1.2.";
    case "opening a shell":
      return "The host may be overloaded or shutting down; nothing is known to be wrong with the connection itself.";
    case "starting the command":
    case "waiting for output":
      return "The command may have run; the next run looks at what is there.";
  }
}
