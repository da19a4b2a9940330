/** What a command on a host gave back. Which exit code means what is decided in windows/, never here. */
export interface CommandResult {
  /** The process exit code as the host reports it (32 bits from Windows' own sshd and WinRM, 8 bits from others). */
  readonly exitCode: number;
  /** Standard output, one character a byte (latin1): a host's code page is unknown, ASCII is what counts. */
  readonly output: string;
  /** Standard error, same form. */
  readonly errorOutput: string;
}

/** How a host's shell joins several commands into one line. */
export type Shell = "cmd";

/** A Windows host that can be asked to run a command line. */
export interface Host {
  /** The host as the user wrote it, for messages. */
  readonly name: string;
  /** The shell that the probe found; known after the first `run`. */
  readonly shell: Shell;
  /**
   * Runs one command line and resolves with whatever exit code it had.
   * Opens the connection if none is open; commands run one after another.
   * Rejects with UnreachableError, AuthenticationError, HostKeyError, TlsError, AccessDeniedError, ProtocolError or
   * UnsupportedShellError.
   * `timeoutSeconds` overrides the connection's own limit for this command; `connectTimeoutSeconds` the one for connecting.
   */
  run(commandLine: string, limits?: RunLimits): Promise<CommandResult>;
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
