/** Every error code. The codes are public: docs/errors.md has a section on each, and their meaning never changes. */
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
  "NOT_APPLIED",
  "REBOOT_REFUSED",
  "REBOOT_TIMEOUT",
  "REBOOT_UNPROVEN",
  "NOT_READY",
  "POWERSHELL_MISSING",
] as const;

/** The stable name of a kind of failure. */
export type ErrorCode = (typeof errorCodes)[number];

/** The parts of every error; the constructor below makes the sentence of them. */
export interface ErrorDetails {
  /** What was being done, as a verb phrase: "read the registry". */
  readonly operation: string;
  /** The host as the user wrote it; absent where no host plays a part. */
  readonly host?: string | undefined;
  /** What went wrong, as a clause without a full stop. */
  readonly problem: string;
  /** What the user can do about it, as a sentence. */
  readonly hint: string;
  /** The failure underneath, if there is one. */
  readonly cause?: unknown;
}

/** Where the documentation says more about a code, within the package. */
export function pageOf(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`;
}

/** The base class of every error that this package reports on purpose. */
export abstract class NatTraversalError extends Error {
  abstract readonly code: ErrorCode;
  readonly host: string | undefined;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    const where = details.host === undefined ? "" : ` on ${details.host}`;
    super(
      `${code}: could not ${details.operation}${where}: ${details.problem}. ${details.hint} See ${pageOf(code)}`,
      { cause: details.cause },
    );
    this.host = details.host;
    this.details = details;
    this.name = new.target.name;
  }

  /** The same kind of error with these details in place of its own. */
  withDetails(details: Partial<ErrorDetails>): this {
    // The constructors of all classes below have one argument: their details, with whatever else the class needs.
    const Kind = this.constructor as new (details: ErrorDetails) => this;
    return new Kind({ ...this.details, ...details });
  }
}

/** The class of the failures of one code, made of their details. */
type Kind<Code extends ErrorCode> = new (
  details: ErrorDetails,
) => NatTraversalError & { readonly code: Code };

function kind<Code extends ErrorCode>(code: Code): Kind<Code> {
  return class extends NatTraversalError {
    readonly code = code;
    constructor(details: ErrorDetails) {
      super(code, details);
    }
  };
}

/** The inputs cannot work; nothing was touched. */
export class InvalidInputError extends kind("INVALID_INPUT") {}

/**
 * A named secret (file, environment variable) is missing or cannot be used, and no connection was opened; or an SSH agent has no key to
 * offer, or does not sign, and the host rejected nothing.
 */
export class CredentialUnavailableError extends kind("CREDENTIAL_UNAVAILABLE") {}

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
export class UnreachableError extends kind("UNREACHABLE") {
  readonly phase: ConnectionPhase;
  /** Whether the command in question may have begun on the host: false only when that is certain. */
  readonly commandMayHaveRun: boolean;
  /** Whether only the time was over that it was given: nothing refused or ended the connection. */
  readonly timedOut: boolean;
  constructor(
    details: ErrorDetails & {
      readonly phase: ConnectionPhase;
      readonly commandMayHaveRun: boolean;
      readonly timedOut?: boolean | undefined;
    },
  ) {
    super(details);
    this.phase = details.phase;
    this.commandMayHaveRun = details.commandMayHaveRun;
    this.timedOut = details.timedOut === true;
  }
}

/** The host rejected the credential. Never retried: repeated attempts can lock an account. */
export class AuthenticationError extends kind("AUTHENTICATION") {}

/** The host's key is not the expected one. Never retried. */
export class HostKeyError extends kind("HOST_KEY") {}

/** The host's certificate is not the expected one, or the host's TLS is too old. Never retried; there is no fallback. */
export class TlsError extends kind("TLS") {}

/** The peer violates the protocol, or shares no algorithm with this package. */
export class ProtocolError extends kind("PROTOCOL") {}

/** A command on the host failed in a way that has no name of its own. */
export class CommandError extends kind("COMMAND") {
  readonly exitCode: number;
  constructor(details: ErrorDetails & { readonly exitCode: number }) {
    super(details);
    this.exitCode = details.exitCode;
  }
}

/** The account may not do this (not elevated, filtered token, missing right). */
export class AccessDeniedError extends kind("ACCESS_DENIED") {}

/** A policy on the host disables registry editing tools. */
export class RegistryToolsDisabledError extends kind("REGISTRY_TOOLS_DISABLED") {}

/** The host's shell is not supported. */
export class UnsupportedShellError extends kind("UNSUPPORTED_SHELL") {}

/** The host's system is not known to use the setting, or needs `registryKey` to be stated. */
export class UnsupportedOsError extends kind("UNSUPPORTED_OS") {}

/** The service key that holds the setting does not exist; this package never creates it. */
export class KeyMissingError extends kind("KEY_MISSING") {}

/** The output of a command on the host cannot be parsed. */
export class UnexpectedOutputError extends kind("UNEXPECTED_OUTPUT") {}

/** The current value could not be restored later, so it is not overwritten. */
export class NotRestorableError extends kind("NOT_RESTORABLE") {}

/** The backup on the host could not be made, so nothing was written. */
export class BackupFailedError extends kind("BACKUP_FAILED") {}

/** Another machine answers at this address; nothing was written. */
export class DifferentMachineError extends kind("DIFFERENT_MACHINE") {}

/** Two resources of one run declare the setting of one machine. */
export class TwoOwnersError extends kind("TWO_OWNERS") {}

/** The live value is not the one that the setting applied, so the host is not restarted: that would bring the wrong value into effect. */
export class NotAppliedError extends kind("NOT_APPLIED") {}

/** The host refused the restart, or its state forbids one. */
export class RebootRefusedError extends kind("REBOOT_REFUSED") {}

/** The host did not come back, or did not settle, before the deadline. */
export class RebootTimeoutError extends kind("REBOOT_TIMEOUT") {}

/** The host answers, but nothing proves that it was restarted. */
export class RebootUnprovenError extends kind("REBOOT_UNPROVEN") {}

/** The host was restarted, but not everything that the program waits for worked before the deadline. */
export class NotReadyError extends kind("NOT_READY") {}

/** PowerShell is missing on the machine that runs Pulumi, or cannot be started. */
export class PowerShellMissingError extends kind("POWERSHELL_MISSING") {}
