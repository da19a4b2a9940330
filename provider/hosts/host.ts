/** What a command on a host gave back. Which exit code means what is decided in windows/, never here. */
export interface CommandResult {
  /** The process exit code as the host reports it (32 bits from Windows' own sshd and WinRM, 8 bits from others). */
  readonly exitCode: number;
  /** Standard output, one character a byte (latin1): a host's code page is unknown, ASCII is what counts. */
  readonly output: string;
  /** Standard error, same form. */
  readonly errorOutput: string;
}

/**
 * The shells that a line can be rendered for. "cmd32" is a 32-bit cmd on a 64-bit Windows, which sees other programs and another part of the registry;
 * "powershell" is Windows PowerShell 5.1 and PowerShell 7 alike.
 */
export type Shell = "cmd" | "cmd32" | "powershell";

/** A command line that can be rendered for any shell: which one answers is known only once a connection is open. */
export interface ShellCommand {
  (shell: Shell): string;
  /** The most bytes that its programs can have to say, on both streams together; `usualAnswerBytes` by default. */
  readonly mostBytes?: number;
}

/** What no program has more to say than, but for listings. */
export const usualAnswerBytes = 64 * 1024;

/** A command line, rendered for the shell that answers, or sent as it is. */
export type CommandLine = string | ShellCommand;

/** The line as that shell is to read it. */
export function renderFor(shell: Shell, commandLine: CommandLine): string {
  return typeof commandLine === "string" ? commandLine : commandLine(shell);
}

/** The most bytes that are taken for an answer to the line: whoever says more is cut off. */
export function mostBytesOf(commandLine: CommandLine): number {
  const { mostBytes = usualAnswerBytes } = typeof commandLine === "string" ? {} : commandLine;
  return mostBytes;
}

/** A Windows host that can be asked to run a command line. */
export interface Host {
  /** The host as the user wrote it, for messages. */
  readonly name: string;
  /** Whether commands run on the machine that runs Pulumi, with the rights of the Pulumi process; false by default. */
  readonly isThisMachine?: boolean;
  /**
   * Runs one command line and resolves with whatever exit code it had.
   * Opens the connection if none is open; commands run one after another.
   * Rejects with UnreachableError, AuthenticationError, HostKeyError, TlsError, AccessDeniedError, ProtocolError or
   * UnsupportedShellError.
   */
  run(commandLine: CommandLine, limits?: RunLimits): Promise<CommandResult>;
  /** Ends the connection in an orderly way; a later `run` opens a new one. Never rejects. */
  disconnect(): Promise<void>;
}

/** Limits for one call; the connection's time-outs apply where one is left out. */
export interface RunLimits {
  /** Seconds for the command, from sending it to its exit code. */
  readonly timeoutSeconds?: number | undefined;
  /** Seconds for opening a connection, if one has to be opened. */
  readonly connectTimeoutSeconds?: number | undefined;
  /** Send it over this connection or not at all; `connectionOf` an earlier answer tells which that was. */
  readonly onlyOver?: object | undefined;
  /** A restart may be in progress: a logon that the host refuses then, having accepted it before, says nothing about the account. */
  readonly mayBeBooting?: boolean | undefined;
}

/** The limits of one call, both stated. */
export interface CallLimits extends RunLimits {
  readonly timeoutSeconds: number;
  readonly connectTimeoutSeconds: number;
}

/** A host on which each call has limits of this form. */
export interface LimitedHost<Limits extends RunLimits> extends Omit<Host, "run"> {
  /** See Host. */
  run(commandLine: CommandLine, limits: Limits): Promise<CommandResult>;
}

/** A host as its transport makes it: it has no time-outs of its own, so each call states both. */
export interface TransportHost extends LimitedHost<CallLimits> {
  /** Gives back what it costs to keep this host ready, where that is much, until the next `run`. Never rejects. */
  rest?(): Promise<void>;
}

/** A host that several callers share. */
export interface SharedHost extends Host {
  /** Tells that this caller needs it no more; with the last of them the host rests. Never rejects. */
  release(): Promise<void>;
}

/** The same host with another way to run a command. The type demands every member of a host; a spread would lose those of a class. */
export function runningBy(host: Omit<Host, "run">, run: Host["run"]): Host {
  const other: Required<Host> = {
    name: host.name,
    isThisMachine: host.isThisMachine === true,
    run,
    disconnect: () => host.disconnect(),
  };
  return other;
}

/**
 * The same host with other limits: `limitsOf` makes those of a call from what its caller asks for, and throws where the call may not
 * begin; `watch` may give up on a call that is under way.
 */
export function withLimits<Limits extends RunLimits>(
  host: LimitedHost<Limits>,
  limitsOf: (asked: RunLimits) => Limits,
  watch: (call: Promise<CommandResult>) => Promise<CommandResult> = (call) => call,
): Host {
  return runningBy(host, async (commandLine, asked = {}) => {
    const limits = limitsOf(asked);
    const { onlyOver, mayBeBooting } = asked;
    const passed = { ...(onlyOver && { onlyOver }), ...(mayBeBooting && { mayBeBooting }) };
    return watch(host.run(commandLine, { ...limits, ...passed }));
  });
}
