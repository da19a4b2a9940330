import { ProtocolError } from "../../errors";

/**
 * What came from the peer is not what the protocol promises. Thrown by everything that reads bytes of the peer, which
 * knows no host; whoever spoke to the host turns it into a ProtocolError.
 */
export class MalformedReplyError extends Error {
  /** @param happened what is wrong with the reply, as a clause without a full stop */
  constructor(
    readonly problem: string,
    override readonly cause?: unknown,
  ) {
    super(problem);
    this.name = new.target.name;
  }
}

/** The failure in the words of the public errors. `attempted` is a verb phrase. */
export function unreadable(error: MalformedReplyError, operation: string, host: string): ProtocolError {
  return new ProtocolError({
    operation,
    host,
    problem: error.problem,
    hint: "Check that host and port are those of a WinRM listener, and that no proxy on the way changes what passes.",
    cause: error.cause,
  });
}

/** Text of a peer made fit for a message: one line, no control characters, short. Any language. */
export function shown(text: string): string {
  return text
    .slice(0, 2_000)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, 300);
}
