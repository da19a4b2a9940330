import { type ConnectionPhase, type ErrorDetails, UnreachableError } from "../errors";

/** Where a failure happened, and how far things were. */
export interface Progress {
  /** The host as the user wrote it. */
  readonly host: string;
  /** "port 5986", or both ports while it is not clear which; undefined for the machine that runs Pulumi. */
  readonly where: string | undefined;
  /** The address that the host's name led to, or each one that was tried and what it said; undefined for a host without a name. */
  readonly addresses?: string | undefined;
  readonly phase: ConnectionPhase;
}

/** What the messages of one transport say in its own way. */
export interface TransportTexts<P extends Progress> {
  /** What is being done in this phase, as a verb phrase. */
  operation(progress: P): string;
  /** What to do where nothing listens, as a sentence. */
  listen(progress: P): string;
  /** What to do where a phase went wrong without saying why; the hints below apply to phases that are left out. */
  hint(progress: P): string | undefined;
}

const overloaded = "The host may be overloaded or shutting down; the connection itself worked.";
const mayHaveRun = "The command may have run; the next run checks the current value.";

/** What to do where a phase went wrong, as far as all transports have it in common. */
const hints: Readonly<Partial<Record<ConnectionPhase, string>>> = {
  authentication:
    "The host may be unable to reach the domain controller that checks the account, or it may be shutting down.",
  "opening a channel": overloaded,
  "opening a shell": overloaded,
  "starting the command": mayHaveRun,
  "waiting for output": mayHaveRun,
};

/** The problem of a command that wrote more than it can have to say: a program that repeats a prompt for ever writes megabytes a second. */
export function outputTooLarge(mostBytes: number): string {
  return `the command wrote more than ${Math.floor(mostBytes / 1024)} KiB of output`;
}

/** From its sending on, nothing but the host's answer tells what became of a command. */
export function commandMayHaveRun(phase: ConnectionPhase): boolean {
  return phase === "starting the command" || phase === "waiting for output";
}

/** The failures to reach a host that every transport has, in the words of the phase; `Texts` are what differs. */
export class Failures<P extends Progress> {
  constructor(private readonly texts: TransportTexts<P>) {}

  /** What was being done, and where. */
  attempt(progress: P): Pick<ErrorDetails, "operation" | "host"> {
    return { operation: this.texts.operation(progress), host: progress.host };
  }

  /** An UnreachableError; the hint is that of the phase where none is given. */
  unreachable(progress: P, problem: string, cause?: unknown, hint?: string): UnreachableError {
    const { where, addresses, phase } = progress;
    const at = [
      ...(addresses === undefined ? [] : [`${addresses}; `]),
      ...(where === undefined ? [] : [`${where}, `]),
    ];
    return new UnreachableError({
      ...this.attempt(progress),
      problem: `${problem} (${at.join("")}phase: ${phase})`,
      hint: hint ?? this.texts.hint(progress) ?? hints[phase] ?? overloaded,
      phase,
      commandMayHaveRun: commandMayHaveRun(phase),
      cause,
    });
  }

  /** The deadline of the phase has passed; `consequence` is a clause. */
  silent(progress: P, seconds: number, consequence?: string): UnreachableError {
    const problem = `no response within ${Number(seconds.toFixed(1))} s`;
    return timedOut(this.unreachable(progress, consequence ? `${problem}; ${consequence}` : problem));
  }

  /** The connection was closed from this side: nothing is wrong with the host, nor with the way to it. */
  cancelled(progress: P, when?: "before the command started"): UnreachableError {
    const problem = "Pulumi closed the connection";
    return this.unreachable(
      progress,
      when === undefined ? problem : `${problem} ${when}`,
      undefined,
      "Run the same command again.",
    );
  }

  /** Names an error of a socket by its code. */
  network(progress: P, error: unknown): UnreachableError {
    const { problem, hint } = this.networkFault(progress, codeOf(error));
    return this.unreachable(progress, problem, error, hint);
  }

  private networkFault(progress: P, code: string): { readonly problem: string; readonly hint?: string } {
    switch (code) {
      case "ECONNREFUSED":
        return { problem: "the connection was refused", hint: this.texts.listen(progress) };
      case "ENOTFOUND":
      case "EAI_AGAIN":
      case "EAI_NONAME":
      case "EAI_FAIL":
        return {
          problem: "the host name could not be resolved",
          hint: "Check the spelling of host and the DNS of this machine, or use the IP address.",
        };
      case "ECONNRESET":
      case "EPIPE":
      case "ECONNABORTED":
      case "ERR_STREAM_DESTROYED":
      case "ERR_STREAM_PREMATURE_CLOSE":
        return { problem: "the connection was reset" };
      default:
        return { problem: `a network error occurred${code === "" ? "" : ` (${code})`}` };
    }
  }
}

/** The same failure, of something whose time was over. */
export function timedOut({ details, phase, commandMayHaveRun }: UnreachableError): UnreachableError {
  return new UnreachableError({ ...details, phase, commandMayHaveRun, timedOut: true });
}

/** The error of a connection that is gone, where Node reports none, in Node's terms. */
export function connectionReset(): Error {
  return Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });
}

/** The code of an error of Node's; empty if it has none. */
export function codeOf(error: unknown): string {
  const code = (mostTelling(error) as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^\w{1,64}$/.test(code) ? code : "";
}

/**
 * The error that tells most of a connection tried over several addresses, whose own says nothing: that of an address at which the host
 * answered, if there is one, else the first.
 */
export function mostTelling(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  const each = error.errors.map(mostTelling);
  return each.find((one) => codeOf(one) === "ECONNREFUSED") ?? each[0];
}
