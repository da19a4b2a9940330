import type { Clock } from "../../clock";
import type { NatTraversalError, UnreachableError } from "../../errors";
import { timedOut } from "../failure-texts";
import { type WinrmPhase, type WinrmProgress, winrmFailures } from "./failure";
import { faultError, type WinrmFault } from "./faults";
import { newMessageId, type Reply, type RequestHeader, readReply } from "./messages/envelope";
import type { WinrmSession } from "./session";

/** What an operation needs of the host that it is for. */
export interface OperationLink {
  readonly clock: Clock;
  /** A connection that is open: the last one, or a new one if that is gone, within so many seconds at most. */
  connect(mostSeconds: number): Promise<WinrmSession>;
  /** The same while the shell is being closed, in little time. */
  connectToClose(): Promise<WinrmSession>;
  /** The account as the user wrote it; none with a certificate. */
  readonly user: string | undefined;
  /** The host's WinRM address. */
  readonly url: string;
}

/** What the host's answer holds: what was asked for, or why not. */
export type Answered<T> = { readonly fault: WinrmFault } | { readonly fault?: never; readonly value: T };

/** A fault, and where things stood then. */
export interface FaultAnswer {
  readonly fault: WinrmFault;
  readonly progress: WinrmProgress;
}

/** Windows lets no request wait for longer (MaxTimeoutms). */
export const longestWaitSeconds = 60;
/** A shorter poll notices a lost link sooner. */
export const longestPollSeconds = 20;
/** For each request that closes a shell. */
const closingSeconds = 3;

/**
 * The messages of one operation and their replies, each over the connection that is open then. What the host is asked for, and
 * the connection for it, take no longer than the operation has left; waiting for a login's turn takes none of that.
 */
export class ShellClient {
  private readonly sessionId = newMessageId();
  private readonly endsAt: number;
  private waitedBefore: number;

  /** @param session the one that is open as the operation begins */
  constructor(
    private readonly link: OperationLink,
    private session: WinrmSession,
    private readonly timeoutSeconds: number,
  ) {
    this.endsAt = link.clock.monotonic() + timeoutSeconds * 1000;
    this.waitedBefore = -session.waitedMilliseconds;
  }

  /** What the operation has left of its limit. */
  get secondsLeft(): number {
    const waited = this.waitedBefore + this.session.waitedMilliseconds;
    return Math.max(0, this.endsAt + waited - this.link.clock.monotonic()) / 1000;
  }

  /** The connection that the last message went over, or the next one goes over. */
  get lastSession(): WinrmSession {
    return this.session;
  }

  /** Gives a connection that is open. Rejects with its failure, or if no time is left. */
  async connected(): Promise<WinrmSession> {
    if (this.secondsLeft <= 0) throw this.late();
    return this.goOnOver(await this.link.connect(this.secondsLeft));
  }

  /** The same for closing the shell, whatever time is left. */
  async connectedToClose(): Promise<WinrmSession> {
    return this.goOnOver(await this.link.connectToClose());
  }

  /** Sends what the operation consists of. */
  async ask<T>(
    phase: WinrmPhase,
    request: (header: RequestHeader) => string,
    read: (reply: Reply) => T,
    mostSeconds = Number.POSITIVE_INFINITY,
  ): Promise<Answered<T>> {
    const session = await this.connected();
    return this.exchange(session, phase, request, read, Math.min(mostSeconds, this.secondsLeft));
  }

  /** Sends what closes the shell, over the connection given; a fault is an answer, too. */
  async send(session: WinrmSession, request: (header: RequestHeader) => string): Promise<void> {
    await this.exchange(session, "waiting for output", request, () => undefined, closingSeconds);
  }

  /** The fault, and where things stand. */
  answerWith(fault: WinrmFault): FaultAnswer {
    return { fault, progress: this.progress };
  }

  /** The error for a fault that nothing helps against. */
  failedBy({ fault, progress }: FaultAnswer): NatTraversalError {
    return faultError(fault, progress, this.link.user);
  }

  /** The error where the time that the operation has is over. */
  late(): UnreachableError {
    return timedOut(this.broken(`the command did not finish within ${this.timeoutSeconds} s`));
  }

  /** The error for what cannot go on where things stand. */
  broken(problem: string): UnreachableError {
    return winrmFailures.unreachable(this.progress, problem);
  }

  private get progress(): WinrmProgress {
    return this.session.progress;
  }

  private goOnOver(session: WinrmSession): WinrmSession {
    if (session === this.session) return session;
    this.waitedBefore += this.session.waitedMilliseconds;
    this.session = session;
    return session;
  }

  private exchange<T>(
    session: WinrmSession,
    phase: WinrmPhase,
    request: (header: RequestHeader) => string,
    read: (reply: Reply) => T,
    timeoutSeconds: number,
  ): Promise<Answered<T>> {
    const messageId = newMessageId();
    const header: RequestHeader = {
      to: this.link.url,
      messageId,
      sessionId: this.sessionId,
      operationTimeoutSeconds: longestPollSeconds,
    };
    return session.exchange(request(header), phase, timeoutSeconds, ({ text: answer }) => {
      const reply = readReply(answer, messageId);
      return reply.fault === undefined ? { value: read(reply) } : { fault: reply.fault };
    });
  }
}
