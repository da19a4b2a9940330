/**
 * What came from the peer is not what the protocol promises. Thrown by everything that reads bytes of the peer, which
 * knows no host; `classify` turns it into a ProtocolError.
 */
export class MalformedReplyError extends Error {
  /** @param problem what is wrong with the reply, as a clause without a full stop */
  constructor(
    readonly problem: string,
    override readonly cause?: unknown,
  ) {
    super(problem);
    this.name = new.target.name;
  }
}
