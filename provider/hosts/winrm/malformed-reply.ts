import { ProtocolError } from "../../errors";

/**
 * What came from the peer is not what the protocol promises. Thrown by everything that reads bytes of the peer, which
 * knows no host; whoever spoke to the host turns it into a ProtocolError.
 */
export class UnreadableReplyError extends Error {
  /** @param happened what is wrong with the reply, as a clause without a full stop */
  constructor(
    readonly happened: string,
    override readonly cause?: unknown,
  ) {
    super(happened);
    this.name = new.target.name;
  }
}

/** The failure in the words of the public errors. `attempted` is a verb phrase. */
export function unreadable(error: UnreadableReplyError, attempted: string, host: string): ProtocolError {
  return new ProtocolError({
    attempted,
    host,
    happened: error.happened,
    advice:
      "Check that host and port are those of a WinRM listener, and that no proxy on the way changes what passes.",
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
