import {
  type ConnectionPhase,
  HostKeyError,
  type NatTraversalError,
  ProtocolError,
  UnreachableError,
} from "../../errors";
import { sanitize } from "../../sanitize";
import { networkFault, tellingError } from "../network-fault";
import type { HostKeyResult } from "./host-key";
import type { SshAccount } from "./login";

/** The address that failures speak of. */
export interface SshAddress {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly port: number;
}

/** The phases that a connection over SSH has. */
export type SshPhase = Exclude<ConnectionPhase, "TLS handshake" | "opening a shell">;

/** How far the connection was when it failed, and what the peer had said by then. */
export interface SshProgress {
  readonly phase: SshPhase;
  readonly commandMayHaveRun: boolean;
  /** What came before the peer's SSH identification, if anything: another protocol, or an excuse. */
  readonly greeting: string;
}

const openingPhases: readonly SshPhase[] = ["connect", "banner", "key exchange", "authentication"];

/** An UnreachableError in the words of the phase. */
export function unreachable(
  address: SshAddress,
  progress: SshProgress,
  problem: string,
  cause?: unknown,
  hint = adviceFor(address, progress.phase),
): UnreachableError {
  const opening = openingPhases.includes(progress.phase);
  return new UnreachableError({
    operation: opening ? "open an SSH connection" : "run a command over SSH",
    host: address.host,
    problem: `${problem} (port ${address.port}, phase: ${progress.phase})`,
    hint,
    phase: progress.phase,
    commandMayHaveRun: progress.commandMayHaveRun,
    cause,
  });
}

/** The deadline of the phase has passed. */
export function silent(address: SshAddress, progress: SshProgress, seconds: number): UnreachableError {
  return unreachable(address, progress, `nothing came within ${seconds} s`);
}

/** The link ended without an error of its own. */
export function closed(address: SshAddress, progress: SshProgress): NatTraversalError {
  if (progress.phase === "banner" && progress.greeting !== "" && !isExcuse(progress.greeting)) {
    return notSsh(address, progress.greeting);
  }
  const excuse = progress.phase === "banner" ? sanitize(progress.greeting) : "";
  return unreachable(
    address,
    progress,
    `the host closed the connection${excuse === "" ? "" : `: ${excuse}`}`,
  );
}

/** Names an error that the socket or the SSH library reported. */
export function classify(address: SshAddress, progress: SshProgress, error: unknown): NatTraversalError {
  const fact = factsOf(error);
  if (progress.phase === "connect" || fact.level === "client-socket")
    return socketFailure(address, progress, error);
  if (fact.level === "client-timeout") {
    return unreachable(address, progress, "the host stopped answering keepalives", error);
  }
  if (/signature verification failed/i.test(fact.message)) {
    return new HostKeyError({
      operation: "open an SSH connection",
      host: address.host,
      problem: "the host could not prove that it holds the key it shows",
      hint: "Something between here and the host may be answering in its place.",
      cause: error,
    });
  }
  if (progress.phase === "banner") {
    return fact.message.startsWith("Connection lost")
      ? closed(address, progress)
      : notSsh(address, progress.greeting, error);
  }
  // 2, 3 and 8 are PROTOCOL_ERROR, KEY_EXCHANGE_FAILED and PROTOCOL_VERSION_NOT_SUPPORTED (RFC 4253 section 11.1).
  if (
    ["handshake", "protocol"].includes(fact.level) ||
    (fact.level === "" && ["", "2", "3", "8"].includes(fact.code))
  ) {
    return new ProtocolError({
      operation: progress.phase === "key exchange" ? "open an SSH connection" : "keep up an SSH connection",
      host: address.host,
      problem: sanitize(fact.message) || "the host broke the protocol",
      hint: /no matching/i.test(fact.message)
        ? "The host and this package share no algorithm: update sshd on the host, or allow it a newer one in sshd_config."
        : `Check that port ${address.port} is that of a working SSH server.`,
      cause: error,
    });
  }
  return unreachable(address, progress, `the host ended the connection: ${sanitize(fact.message)}`, error);
}

function socketFailure(address: SshAddress, progress: SshProgress, cause: unknown): UnreachableError {
  const whenRefused = `Check that sshd runs on the host and listens on port ${address.port}; a restarting host refuses for a while.`;
  const { problem, hint } = networkFault(cause, whenRefused);
  return unreachable(address, progress, problem, cause, hint);
}

function notSsh(address: SshAddress, said: string, cause?: unknown): ProtocolError {
  const shown = sanitize(said);
  return new ProtocolError({
    operation: "open an SSH connection",
    host: address.host,
    problem: `what answers on port ${address.port} is not an SSH server${shown === "" ? "" : ` (it says "${shown.slice(0, 60)}")`}`,
    hint: "Check the port.",
    cause,
  });
}

// OpenSSH says these in plain text, before any protocol, when it turns a client away for now.
function isExcuse(greeting: string): boolean {
  return /^(Exceeded MaxStartups|Not allowed at this time)/.test(greeting);
}

function adviceFor(address: SshAddress, phase: SshPhase): string {
  switch (phase) {
    case "connect":
      return `Check that the host is up, that its name and address are right, and that firewalls let TCP port ${address.port} through.`;
    case "banner":
      return "Check that sshd on the host is healthy and not overloaded (MaxStartups), and that no proxy stands in between.";
    case "key exchange":
      return "Check sshd on the host, and that large packets get through (MTU of a VPN).";
    case "authentication":
      return "The host may be unable to reach what checks the account (a domain controller), or be shutting down.";
    case "opening a channel":
    case "starting the command":
      return "The host may be overloaded or shutting down; nothing is known to be wrong with the connection itself.";
    case "waiting for output":
      return "The command may have run; the next run looks at what is there.";
  }
}

interface Facts {
  readonly message: string;
  readonly level: string;
  readonly code: string;
}

function factsOf(error: unknown): Facts {
  const { message, level, code } = (tellingError(error) ?? {}) as {
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

/** A host shows a key that is not accepted. */
export function wrongHostKey(
  { host, prefix }: SshAccount,
  { received, expected }: Extract<HostKeyResult, { readonly accepted: false }>,
): HostKeyError {
  return new HostKeyError({
    operation: "trust the host's key",
    host,
    problem: `it showed ${received}, expected was ${expected}`,
    hint: `If the host was reinstalled, compare the key on the host itself (ssh-keygen -l -f ssh_host_…_key.pub) and then state it as ${prefix}hostKey; otherwise another machine may be answering.`,
  });
}
