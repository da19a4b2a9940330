import {
  type ConnectionPhase,
  NatTraversalError,
  ProtocolError,
  TlsError,
  type UnreachableError,
} from "../../errors";
import { codeOf, Failures, type Progress } from "../failure-texts";
import { OversizeAnswer } from "./http-exchange";
import { MalformedReplyError } from "./malformed-reply";

/** The phases that a connection over WinRM has. */
export type WinrmPhase = Exclude<ConnectionPhase, "banner" | "key exchange" | "opening a channel">;

/** Where a failure happened, and how far things were. */
export interface WinrmProgress extends Progress {
  readonly where: string;
  readonly phase: WinrmPhase;
}

const openConnection = "open a WinRM connection";
const openingPhases: readonly WinrmPhase[] = ["connect", "TLS handshake", "authentication"];

/** Failures to reach a host over WinRM. */
export const winrmFailures = new Failures<WinrmProgress>({
  operation: ({ phase }) => (openingPhases.includes(phase) ? openConnection : "run a command over WinRM"),
  listen: ({ where }) =>
    `Check that WinRM is set up on the host (winrm quickconfig) and listening on ${where}; a host that is restarting refuses connections for a while.`,
  hint: ({ where, phase }) => {
    switch (phase) {
      case "connect":
        return `Check that the host is up, that its name and address are right, that WinRM is set up there (winrm quickconfig), and that firewalls let TCP ${where} through.`;
      case "TLS handshake":
        return "Check that the listener has a certificate, and that no proxy is in between.";
      case "authentication":
        return "The host may be unable to reach the domain controller that checks the account, or it may be shutting down; with a client certificate, it may not allow TLS 1.2.";
      default:
        return undefined;
    }
  },
});

const aboutHttp =
  'Make an HTTPS listener on the host, or set scheme: "http" where its risk is acceptable: docs/winrm.md tells how, and when.';

/** The same failure to reach a host over HTTPS, where the host was seen to listen without TLS. */
export function httpOnly(error: UnreachableError): UnreachableError {
  const { problem } = error.details;
  return error.withDetails({
    problem: `${problem}; port 5985, WinRM without TLS, accepts connections, and nothing was sent there`,
    hint: `The host seems to have no HTTPS listener: \`winrm quickconfig\` makes none. ${aboutHttp}`,
  });
}

/** A violation of the protocol, by the host or by something in between. */
export function brokenProtocol(
  progress: WinrmProgress,
  problem: string,
  hint: string,
  cause?: unknown,
): ProtocolError {
  return new ProtocolError({ ...winrmFailures.attempt(progress), problem, hint, cause });
}

/**
 * Names whatever a socket, TLS, Node's HTTP parser or a reader of replies reported; errors of ours pass, and faults of this
 * program stay what they are.
 */
export function classify(progress: WinrmProgress, error: unknown): Error {
  if (error instanceof NatTraversalError) return error;
  if (error instanceof MalformedReplyError)
    return brokenProtocol(progress, error.problem, `${checkListener} ${noProxy}`, error.cause);
  if (error instanceof OversizeAnswer)
    return brokenProtocol(progress, `the host's reply has ${error.message}`, checkListener);
  if (isOwnFault(error)) return error;
  const code = codeOf(error);
  if (code.startsWith("HPE_")) {
    const problem = `the server on ${progress.where} does not speak HTTP (${code})`;
    return brokenProtocol(progress, problem, "Check the port.", error);
  }
  if (/^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO)/.test(code)) return tlsFailure(progress, code, error);
  return winrmFailures.network(progress, error);
}

const checkListener = "Check that host and port are those of a WinRM listener.";
/** What to check where a message was changed on its way. */
export const noProxy = "Check that no proxy alters the traffic.";

/** Whether what answered a TLS handshake did not speak TLS at all. */
function isNotTls(error: unknown): boolean {
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
  const operation = openConnection;
  if (isNotTls(cause)) {
    const problem = `the server on ${where} does not speak TLS`;
    return brokenProtocol(
      progress,
      problem,
      `If this is a WinRM listener without TLS, as on port 5985: ${aboutHttp} Else check the port.`,
      cause,
    );
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK/.test(code)) {
    return new TlsError({
      operation,
      host,
      problem:
        "the host supports only TLS older than 1.2, as Windows 7 and Server 2008 R2 do without updates",
      hint: 'Enable TLS 1.2 for Schannel on the host, or set scheme: "http" where its risk is acceptable (docs/winrm.md).',
      cause,
    });
  }
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|UNSUPPORTED_CERTIFICATE)/.test(code)) {
    return new TlsError({
      operation,
      host,
      problem: `the host rejected the client certificate (${code})`,
      hint: "Its issuer must be trusted on the host, and it must be mapped to an account (WSMan:\\localhost\\ClientCertificate).",
      cause,
    });
  }
  // A host that is starting or stopping fails so, too: it is not for good.
  return brokenProtocol(
    progress,
    `the TLS handshake failed (${code})`,
    "The host and this machine may share no cipher suite; check the host's Schannel settings.",
    cause,
  );
}
