import {
  AccessDeniedError,
  AuthenticationError,
  type ConnectionPhase,
  type ErrorDetails,
  type NatTraversalError,
  ProtocolError,
  UnreachableError,
} from "../../errors";

/** The request during which something failed. */
export type WinrmStep =
  | "identify"
  | "authenticate"
  | "create shell"
  | "command"
  | "receive"
  | "signal"
  | "delete shell";

/** Where and as whom a request was made: what failures speak of. */
export interface RequestPlace {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly port: number;
  readonly scheme: "http" | "https";
  readonly auth: "ntlm" | "basic" | "certificate";
  /** The account as the user wrote it. */
  readonly user: string;
  readonly step: WinrmStep;
}

/** One row of a table of failures, without what differs from request to request. */
export interface FailureRow {
  /** The error that it becomes. */
  readonly error: "ACCESS_DENIED" | "AUTHENTICATION" | "PROTOCOL" | "UNREACHABLE";
  /** Whether it is certain that the host did nothing of what the request asked for. */
  readonly nothingDone: boolean;
  readonly happened: string;
  readonly advice: string;
}

const attempts: Readonly<Record<WinrmStep, string>> = {
  identify: "ask for a sign of life over WinRM",
  authenticate: "log on over WinRM",
  "create shell": "open a shell over WinRM",
  command: "run a command over WinRM",
  receive: "run a command over WinRM",
  signal: "stop a command over WinRM",
  "delete shell": "close a shell over WinRM",
};

/** What the request was for, as a verb phrase. */
export function attemptOf(step: WinrmStep): string {
  return attempts[step];
}

/** How far a connection is at this request, in the words that all transports share. */
export function phaseOf(step: WinrmStep): ConnectionPhase {
  if (step === "identify" || step === "authenticate") return "authentication";
  if (step === "create shell") return "opening a channel";
  return step === "command" ? "starting the command" : "waiting for output";
}

/** Whether a command may have begun once this request was sent. */
export function commandMayHaveRun(step: WinrmStep, nothingDone: boolean): boolean {
  if (phaseOf(step) === "waiting for output") return true;
  return step === "command" && !nothingDone;
}

/** The row as an error. `said` is what the host itself said of it, fit to be shown. */
export function failure(row: FailureRow, at: RequestPlace, said: string, cause?: unknown): NatTraversalError {
  const details: ErrorDetails = {
    attempted: attemptOf(at.step),
    host: at.host,
    happened: `${row.happened} (${[`port ${at.port}`, said].filter((part) => part !== "").join(", ")})`,
    advice: row.advice,
    cause,
  };
  switch (row.error) {
    case "ACCESS_DENIED":
      return new AccessDeniedError(details);
    case "AUTHENTICATION":
      return new AuthenticationError(details);
    case "PROTOCOL":
      return new ProtocolError(details);
    case "UNREACHABLE":
      return new UnreachableError({
        ...details,
        phase: phaseOf(at.step),
        commandMayHaveRun: commandMayHaveRun(at.step, row.nothingDone),
      });
  }
}
