/** Every code there is. They are part of the public interface: documented in README, and never changed in meaning. */
export const errorCodes = [
  "INVALID_INPUT",
  "CREDENTIAL_UNAVAILABLE",
  "UNREACHABLE",
  "AUTHENTICATION",
  "HOST_KEY",
  "TLS",
  "PROTOCOL",
  "COMMAND",
  "ACCESS_DENIED",
  "REGISTRY_TOOLS_DISABLED",
  "UNSUPPORTED_SHELL",
  "UNSUPPORTED_OS",
  "KEY_MISSING",
  "UNEXPECTED_OUTPUT",
  "NOT_RESTORABLE",
  "BACKUP_FAILED",
  "DIFFERENT_MACHINE",
  "TWO_OWNERS",
  "REBOOT_REFUSED",
  "REBOOT_TIMEOUT",
  "REBOOT_UNPROVEN",
  "POWERSHELL_MISSING",
] as const;

/** The stable name of a kind of failure. */
export type ErrorCode = (typeof errorCodes)[number];

/** The four things every error says; the sentence is put together in one place, below. */
export interface ErrorDetails {
  /** What was being done, as a verb phrase: "read the registry". */
  readonly attempted: string;
  /** The host as the user wrote it; absent where no host plays a part. */
  readonly host?: string | undefined;
  /** What happened instead, as a clause without a full stop. */
  readonly happened: string;
  /** What the user can do about it, as a sentence. */
  readonly advice: string;
  /** The failure underneath, if there is one. */
  readonly cause?: unknown;
}

/** The family of every failure this package reports on purpose. */
export abstract class NatTraversalError extends Error {
  abstract readonly code: ErrorCode;
  readonly host: string | undefined;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    const where = details.host === undefined ? "" : ` on ${details.host}`;
    super(`${code}: could not ${details.attempted}${where}: ${details.happened}. ${details.advice}`, {
      cause: details.cause,
    });
    this.host = details.host;
    this.details = details;
    this.name = new.target.name;
  }
}

/** The inputs cannot work; nothing was touched. */
export class InvalidInputError extends NatTraversalError {
  readonly code = "INVALID_INPUT";
  constructor(details: ErrorDetails) {
    super("INVALID_INPUT", details);
  }
}

/**
 * A named secret (file, environment variable) is missing or cannot be used, and no connection was opened; or an SSH agent has no key to
 * offer, or does not sign, and the host refused nothing.
 */
export class CredentialUnavailableError extends NatTraversalError {
  readonly code = "CREDENTIAL_UNAVAILABLE";
  constructor(details: ErrorDetails) {
    super("CREDENTIAL_UNAVAILABLE", details);
  }
}

/** How far a connection got when it failed. */
export type ConnectionPhase =
  | "connect"
  | "banner"
  | "key exchange"
  | "TLS handshake"
  | "authentication"
  | "opening a channel"
  | "opening a shell"
  | "starting the command"
  | "waiting for output";

/** The host cannot be reached, or stopped answering. */
export class UnreachableError extends NatTraversalError {
  readonly code = "UNREACHABLE";
  readonly phase: ConnectionPhase;
  /** Whether the command in question may have begun on the host: false only when that is certain. */
  readonly commandMayHaveRun: boolean;
  constructor(
    details: ErrorDetails & { readonly phase: ConnectionPhase; readonly commandMayHaveRun: boolean },
  ) {
    super("UNREACHABLE", details);
    this.phase = details.phase;
    this.commandMayHaveRun = details.commandMayHaveRun;
  }
}

/** The host refused the credential. Never retried: repeated attempts can lock an account. */
export class AuthenticationError extends NatTraversalError {
  readonly code = "AUTHENTICATION";
  constructor(details: ErrorDetails) {
    super("AUTHENTICATION", details);
  }
}

/** The host's key is not the expected one. Never retried. */
export class HostKeyError extends NatTraversalError {
  readonly code = "HOST_KEY";
  constructor(details: ErrorDetails) {
    super("HOST_KEY", details);
  }
}

/** The host's certificate is not the expected one, or the host's TLS is too old. Never retried, and never led around. */
export class TlsError extends NatTraversalError {
  readonly code = "TLS";
  constructor(details: ErrorDetails) {
    super("TLS", details);
  }
}

/** The peer does not speak the protocol, or shares no algorithm with us. */
export class ProtocolError extends NatTraversalError {
  readonly code = "PROTOCOL";
  constructor(details: ErrorDetails) {
    super("PROTOCOL", details);
  }
}

/** A command on the host failed in a way that has no name of its own. */
export class CommandError extends NatTraversalError {
  readonly code = "COMMAND";
  readonly exitCode: number;
  constructor(details: ErrorDetails & { readonly exitCode: number }) {
    super("COMMAND", details);
    this.exitCode = details.exitCode;
  }
}

/** The account may not do this (not elevated, filtered token, missing right). */
export class AccessDeniedError extends NatTraversalError {
  readonly code = "ACCESS_DENIED";
  constructor(details: ErrorDetails) {
    super("ACCESS_DENIED", details);
  }
}

/** A policy on the host disables registry editing tools. */
export class RegistryToolsDisabledError extends NatTraversalError {
  readonly code = "REGISTRY_TOOLS_DISABLED";
  constructor(details: ErrorDetails) {
    super("REGISTRY_TOOLS_DISABLED", details);
  }
}

/** The host's shell is not one that this version can speak to. */
export class UnsupportedShellError extends NatTraversalError {
  readonly code = "UNSUPPORTED_SHELL";
  constructor(details: ErrorDetails) {
    super("UNSUPPORTED_SHELL", details);
  }
}

/** The host's system is not known to use the setting, or needs `registryKey` to be stated. */
export class UnsupportedOsError extends NatTraversalError {
  readonly code = "UNSUPPORTED_OS";
  constructor(details: ErrorDetails) {
    super("UNSUPPORTED_OS", details);
  }
}

/** The service key that holds the setting does not exist; we never create it. */
export class KeyMissingError extends NatTraversalError {
  readonly code = "KEY_MISSING";
  constructor(details: ErrorDetails) {
    super("KEY_MISSING", details);
  }
}

/** The host answered something that cannot be read as an answer. */
export class UnexpectedOutputError extends NatTraversalError {
  readonly code = "UNEXPECTED_OUTPUT";
  constructor(details: ErrorDetails) {
    super("UNEXPECTED_OUTPUT", details);
  }
}

/** What is there now could not be put back later, so it is not overwritten. */
export class NotRestorableError extends NatTraversalError {
  readonly code = "NOT_RESTORABLE";
  constructor(details: ErrorDetails) {
    super("NOT_RESTORABLE", details);
  }
}

/** The backup on the host could not be made, so nothing was written. */
export class BackupFailedError extends NatTraversalError {
  readonly code = "BACKUP_FAILED";
  constructor(details: ErrorDetails) {
    super("BACKUP_FAILED", details);
  }
}

/** Another machine answers at this address; nothing was written. */
export class DifferentMachineError extends NatTraversalError {
  readonly code = "DIFFERENT_MACHINE";
  constructor(details: ErrorDetails) {
    super("DIFFERENT_MACHINE", details);
  }
}

/** Two resources of one run declare the setting of one machine. */
export class TwoOwnersError extends NatTraversalError {
  readonly code = "TWO_OWNERS";
  constructor(details: ErrorDetails) {
    super("TWO_OWNERS", details);
  }
}

/** The host refused the restart, or its state forbids one. */
export class RebootRefusedError extends NatTraversalError {
  readonly code = "REBOOT_REFUSED";
  constructor(details: ErrorDetails) {
    super("REBOOT_REFUSED", details);
  }
}

/** The host was not back, or not settled, before the deadline. */
export class RebootTimeoutError extends NatTraversalError {
  readonly code = "REBOOT_TIMEOUT";
  constructor(details: ErrorDetails) {
    super("REBOOT_TIMEOUT", details);
  }
}

/** The host answers, but nothing proves that it was restarted. */
export class RebootUnprovenError extends NatTraversalError {
  readonly code = "REBOOT_UNPROVEN";
  constructor(details: ErrorDetails) {
    super("REBOOT_UNPROVEN", details);
  }
}

/** There is no PowerShell on the machine that runs Pulumi, or it cannot be started. */
export class PowerShellMissingError extends NatTraversalError {
  readonly code = "POWERSHELL_MISSING";
  constructor(details: ErrorDetails) {
    super("POWERSHELL_MISSING", details);
  }
}
