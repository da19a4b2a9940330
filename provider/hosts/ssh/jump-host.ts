import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import { HostKeyError, type NatTraversalError } from "../../errors";
import type { Wait } from "../pausable-clock";
import type { HostsTogether } from "../transport";
import type { SshTarget } from "./credential";
import { type Dialling, direct } from "./dial";
import type { SshAddress } from "./failure";
import { notForwarded, notForwardedInTime, onTheWay, wayLost } from "./jump-failure";
import { OtherMethodError } from "./login";
import { SshSession } from "./session";

/**
 * A server through which others are reached: one connection to it at a time, opened when a stream is first needed and again after it
 * was lost, with one channel in it for each stream. A rejected credential and a wrong host key are never tried again.
 */
export class JumpHost {
  private session: SshSession | undefined;
  /** The same while it is being opened. */
  private opening: SshSession | undefined;
  /** Who waits for it to open: with the last of them it is given up. */
  private readonly waiting = new Map<symbol, Wait>();
  /** What its login waits for, or has waited for. */
  private turn: Promise<unknown> = Promise.resolve();
  private result: NatTraversalError | undefined;

  constructor(
    private readonly target: SshTarget,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins to connect to a port that this server can reach. What fails here says that it is the jump host, and of which target. `wait`
   * is told where the login to this server has to wait for its turn.
   */
  dial(address: SshAddress, wait: Wait): Dialling {
    const waiter = Symbol(address.host);
    const jumpHost = this.target.host;
    let session: SshSession | undefined;
    let isForwarding = false;
    let isOver = false;
    const openStream = async (): Promise<Duplex> => {
      try {
        session = this.connect(waiter, wait);
        await session.opened;
      } catch (error) {
        throw onTheWay(error as NatTraversalError, address.host);
      } finally {
        this.waiting.delete(waiter);
      }
      isForwarding = true;
      try {
        const channel = await session.forward(address);
        if (isOver) channel.destroy();
        return channel;
      } catch (error) {
        const { failedWith } = session;
        if (failedWith !== undefined) throw onTheWay(failedWith, address.host);
        throw notForwarded(jumpHost, address, error);
      }
    };
    return {
      stream: openStream(),
      overdue: (seconds) =>
        isForwarding || session === undefined
          ? notForwardedInTime(jumpHost, address, seconds)
          : onTheWay(session.overdue(seconds), address.host),
      giveUp: () => {
        isOver = true;
        this.leave(waiter);
      },
      broken: () => session?.failedWith && wayLost(jumpHost, session.failedWith),
    };
  }

  /** Ends the connection in an orderly way; a later `dial` opens a new one. Never rejects. */
  async close(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    await session?.close();
  }

  private connect(waiter: symbol, wait: Wait): SshSession {
    if (this.result !== undefined) throw this.result;
    this.target.gate.throwIfRejected(this.target.names);
    this.waiting.set(waiter, wait);
    const session = this.session?.isOpen ? this.session : this.open();
    if (session === this.opening) wait(this.turn);
    return session;
  }

  private open(): SshSession {
    this.turn = Promise.resolve();
    const session = new SshSession(this.target, direct(this.clock), this.clock, undefined, (over) => {
      this.turn = over;
      for (const wait of this.waiting.values()) wait(over);
    });
    this.session = session;
    this.opening = session;
    const settled = () => {
      if (this.opening === session) this.opening = undefined;
    };
    session.opened.then(settled, (error) => {
      settled();
      this.remember(error);
    });
    return session;
  }

  private leave(waiter: symbol): void {
    if (this.waiting.delete(waiter) && this.waiting.size === 0) this.opening?.abandon();
  }

  private remember(error: unknown): void {
    if (error instanceof HostKeyError || error instanceof OtherMethodError) this.result = error;
  }
}

/**
 * The jump hosts of one provider process, each with one connection for all hosts behind it: a thousand hosts must not make a thousand
 * sessions on one server (MaxStartups). sshd's MaxSessions does not count the channels that lead on.
 */
export class JumpHosts {
  private static readonly shared = new WeakMap<HostsTogether, JumpHosts>();
  private readonly byKey = new Map<string, JumpHost>();

  /** Those of all hosts of a process, whose connections end with the hosts. */
  static of(together: HostsTogether): JumpHosts {
    const known = JumpHosts.shared.get(together);
    if (known !== undefined) return known;
    const jumpHosts = new JumpHosts();
    JumpHosts.shared.set(together, jumpHosts);
    together.atEnd(() => jumpHosts.closeAll());
    return jumpHosts;
  }

  /** The one jump host of a key, a digest of all that makes two of them equal; made at first need. */
  obtain(key: string, make: () => JumpHost): JumpHost {
    const jumpHost = this.byKey.get(key) ?? make();
    this.byKey.set(key, jumpHost);
    return jumpHost;
  }

  /** Ends every connection, in an orderly way and within about a second. Never rejects; the next use opens a new one. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.byKey.values()].map((jumpHost) => jumpHost.close()));
  }
}
