import { type ConnectionPhase, HostKeyError, type NatTraversalError, ProtocolError } from "../../errors";
import { quoteForeign } from "../../sanitize";
import { Failures, mostTelling, type Progress } from "../failure-texts";
import type { HostKeyResult } from "./host-key";
import type { SshAccount } from "./login";
import type { NoCommonAlgorithm } from "./negotiation";
import { otherService } from "./other-service";

/** The address that failures speak of. */
export interface SshAddress {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly port: number;
}

/** The phases that a connection over SSH has. */
export type SshPhase = Exclude<ConnectionPhase, "TLS handshake" | "opening a shell">;

/** How far the connection was when it failed, and what the peer had said by then. */
export interface SshProgress extends Progress {
  readonly phase: SshPhase;
  readonly port: number;
  /** What came before the peer's SSH identification, if anything: another protocol, or an excuse. */
  readonly preBanner: string;
  /** Of which algorithm the two sides have none in common, where that ended the key exchange. */
  readonly noneInCommon?: NoCommonAlgorithm | undefined;
}

/** How far a connection to this address is. */
export function sshProgress({ host, port }: SshAddress, phase: SshPhase, preBanner = ""): SshProgress {
  return { host, port, where: `port ${port}`, phase, preBanner };
}

/** A connection to this address that has not reached its server. */
export function notReached(address: SshAddress, addresses?: string): SshProgress {
  return { ...sshProgress(address, "connect"), addresses };
}

const openConnection = "open an SSH connection";
const openingPhases: readonly SshPhase[] = ["connect", "banner", "key exchange", "authentication"];

/** Failures to reach a host over SSH. */
export const sshFailures = new Failures<SshProgress>({
  operation: ({ phase }) => (openingPhases.includes(phase) ? openConnection : "run a command over SSH"),
  listen: ({ port }) =>
    `Check that sshd is running on the host and listening on port ${port}; a host that is restarting refuses connections for a while.`,
  hint: ({ phase, port }) => {
    switch (phase) {
      case "connect":
        return `Check that the host is up, that its name and address are right, and that firewalls let TCP port ${port} through.`;
      case "banner":
        return "Check that sshd on the host is healthy and not overloaded (MaxStartups), and that no proxy is in between.";
      case "key exchange":
        return "Check sshd on the host, and that large packets get through (the MTU of a VPN).";
      default:
        return undefined;
    }
  },
});

/** The link ended without an error of its own. */
export function closed(progress: SshProgress): NatTraversalError {
  const { phase, preBanner, port } = progress;
  if (phase === "banner" && preBanner !== "" && !isExcuse(preBanner)) return notSsh(progress);
  const excuse = phase === "banner" ? quoteForeign(preBanner) : "nothing";
  const service = phase === "banner" ? otherService("", port) : undefined;
  return sshFailures.unreachable(
    progress,
    `the host closed the connection${excuse === "nothing" ? "" : `: ${excuse}`}`,
    undefined,
    service && `Port ${port} is usually ${service.name}: ${service.hint}`,
  );
}

/** Names an error that the socket or the SSH library reported. */
export function classify(progress: SshProgress, error: unknown): NatTraversalError {
  const fact = factsOf(error);
  const { host, port, phase } = progress;
  if (phase === "connect" || fact.level === "client-socket") return sshFailures.network(progress, error);
  if (fact.level === "client-timeout") {
    return sshFailures.unreachable(progress, "the host stopped answering keepalives", error);
  }
  if (/signature verification failed/i.test(fact.message)) {
    return new HostKeyError({
      operation: openConnection,
      host,
      problem: "the host could not prove that it holds the private half of its host key",
      hint: "Something between this machine and the host may be impersonating it.",
      cause: error,
    });
  }
  if (phase === "banner") {
    return fact.message.startsWith("Connection lost") || fact.code === "ECONNRESET"
      ? closed(progress)
      : notSsh(progress, error);
  }
  if (/no matching/i.test(fact.message) && progress.noneInCommon !== undefined)
    return noneInCommon(host, progress.noneInCommon, error);
  // 2, 3 and 8 are PROTOCOL_ERROR, KEY_EXCHANGE_FAILED and PROTOCOL_VERSION_NOT_SUPPORTED (RFC 4253 section 11.1).
  if (
    ["handshake", "protocol"].includes(fact.level) ||
    (fact.level === "" && ["", "2", "3", "8"].includes(fact.code))
  ) {
    return new ProtocolError({
      operation: phase === "key exchange" ? openConnection : "use the SSH connection",
      host,
      problem:
        fact.message === ""
          ? "the host violated the SSH protocol"
          : `the connection failed with ${quoteForeign(fact.message)}`,
      hint: `Check that a working SSH server listens on port ${port}.`,
      cause: error,
    });
  }
  return sshFailures.unreachable(
    progress,
    `the host closed the connection: ${quoteForeign(fact.message)}`,
    error,
  );
}

/** A host presents a key that is not accepted. */
export function wrongHostKey(
  { host, prefix }: SshAccount,
  { received, expected }: Extract<HostKeyResult, { readonly accepted: false }>,
): HostKeyError {
  return new HostKeyError({
    operation: "verify the host key",
    host,
    problem: `it presented ${received}; expected ${expected}`,
    hint: `If the host was reinstalled, verify the new key on the host itself (ssh-keygen -l -f ssh_host_…_key.pub) and set ${prefix}hostKey to it; otherwise another machine may be answering.`,
  });
}

function notSsh({ host, port, preBanner }: SshProgress, cause?: unknown): ProtocolError {
  const said = quoteForeign(preBanner, 60);
  const service = otherService(preBanner, port);
  const speaks = service === undefined ? "does not speak SSH" : `is ${service.name}, not SSH`;
  return new ProtocolError({
    operation: openConnection,
    host,
    problem: `the server on port ${port} ${speaks}${said === "nothing" ? "" : ` (it sent ${said})`}`,
    hint: service?.hint ?? "Check the port.",
    cause,
  });
}

/** The host may well be newer than the SSH library: it is not told to be updated. */
function noneInCommon(
  host: string,
  { kind, setting, ofHost, ofLibrary }: NoCommonAlgorithm,
  cause: unknown,
): ProtocolError {
  const add =
    setting === undefined ? "enable one of them" : `add one of them to ${setting} in its sshd_config`;
  return new ProtocolError({
    operation: openConnection,
    host,
    problem: `the SSH library of this package supports no ${kind} that the host offers (${quoteForeign(ofHost.join(", "))})`,
    hint: `The library supports ${ofLibrary.join(", ")}: on the host, ${add} (a host that is too old has none of them and needs a newer sshd), or use the winrm transport.`,
    cause,
  });
}

// OpenSSH says these in plain text, before any protocol, when it turns a client away for now.
function isExcuse(preBanner: string): boolean {
  return /^(Exceeded MaxStartups|Not allowed at this time)/.test(preBanner);
}

interface Facts {
  readonly message: string;
  readonly level: string;
  readonly code: string;
}

function factsOf(error: unknown): Facts {
  const { message, level, code } = (mostTelling(error) ?? {}) as {
    message?: unknown;
    level?: unknown;
    code?: unknown;
  };
  return {
    message: typeof message === "string" ? message : "",
    level: typeof level === "string" ? level : "",
    code: typeof code === "string" || typeof code === "number" ? String(code) : "",
  };
}
