/** What a command on a host gave back. Which exit code means what is decided in windows/, never here. */
export interface CommandResult {
  /** The process exit code as the host reports it (32 bits from Windows' own sshd and WinRM, 8 bits from others). */
  readonly exitCode: number;
  /** Standard output, one character a byte (latin1): a host's code page is unknown, ASCII is what counts. */
  readonly output: string;
  /** Standard error, same form. */
  readonly errorOutput: string;
}

/** The shells that a line can be spelled for; "powershell" is Windows PowerShell 5.1 and PowerShell 7 alike. */
export type Shell = "cmd" | "powershell";

/** A command line in every shell's spelling: which shell answers is known only once a connection is open. */
export type ShellCommand = (shell: Shell) => string;

/** A command line, spelled for the shell that answers or taken as it stands. */
export type CommandLine = string | ShellCommand;

/** The line as that shell is to read it. */
export function renderFor(shell: Shell, commandLine: CommandLine): string {
  return typeof commandLine === "string" ? commandLine : commandLine(shell);
}

/** A Windows host that can be asked to run a command line. */
export interface Host {
  /** The host as the user wrote it, for messages. */
  readonly name: string;
  /** Whether commands run on the machine that runs Pulumi, with the rights of whoever does; no unless told. */
  readonly isThisMachine?: boolean;
  /**
   * Runs one command line and resolves with whatever exit code it had.
   * Opens the connection if none is open; commands run one after another.
   * Rejects with UnreachableError, AuthenticationError, HostKeyError, TlsError, AccessDeniedError, ProtocolError or
   * UnsupportedShellError.
   * `timeoutSeconds` overrides the connection's own limit for this command; `connectTimeoutSeconds` the one for connecting.
   */
  run(commandLine: CommandLine, limits?: RunLimits): Promise<CommandResult>;
  /** Ends the connection in an orderly way; a later `run` opens a new one. Never rejects. */
  disconnect(): Promise<void>;
}

/** Limits for one call; what is left out is taken from the connection's time-outs. */
export interface RunLimits {
  /** Seconds for the command, from sending it to its exit code. */
  readonly timeoutSeconds?: number | undefined;
  /** Seconds for opening a connection, if one has to be opened. */
  readonly connectTimeoutSeconds?: number | undefined;
}
