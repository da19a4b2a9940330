import type { AuthHandlerMiddleware } from "ssh2";
import type { AuthenticationError, NatTraversalError } from "../../errors";

/** Whose log-in it is, in the words of messages. */
export interface SshAccount {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly user: string;
  /** What the connection's properties are called in front of their names: "jumpHost." for those of a jump host, else "". */
  readonly prefix: string;
}

/** One log-in, from the host's first question to its verdict; what ends it without one goes to the session. */
export interface Login {
  /** Says what to offer next. */
  readonly answer: AuthHandlerMiddleware;
  /** Is told by which methods one may go on after a refusal: of an agent's keys the library tells `answer` nothing. */
  refused(methodsLeft: readonly string[]): void;
  /** The host hung up because of failed log-ins. */
  turnedAway(said: string, cause: unknown): AuthenticationError;
  /** The failure if it takes too long now, where it is not the host that is waited for. */
  overdue(seconds: number): NatTraversalError | undefined;
  /** Nothing is to be offered any more. */
  end(): void;
}

/** Ends a log-in without a verdict of the host, or with one. */
export type Refuse = (error: NatTraversalError) => void;
