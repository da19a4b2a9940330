import type { Clock } from "../clock";
import { addressOf, type Connection, prepareHost } from "./connect";
import type { Timeouts } from "./connection";
import { type Host, type SharedHost, type TransportHost, withLimits } from "./host";
import type { SecretReader } from "./secret-reader";
import type { HostsTogether, RejectedCredentials } from "./transport";

/** The hosts of one provider process: resources with the same address, account, secrets and trust share one connection. */
export class HostPool {
  private readonly hosts = new Map<string, TransportHost>();
  /** How many callers have work left for a host. */
  private readonly callers = new Map<TransportHost, number>();
  private readonly rejected: RejectedCredentials = new Map();
  private readonly ends: (() => Promise<void>)[] = [];
  private readonly together: HostsTogether = { atEnd: (end) => void this.ends.push(end) };

  constructor(
    private readonly clock: Clock,
    private readonly readSecret: SecretReader,
  ) {}

  /**
   * The shared host, with this caller's time-outs. Secrets are read again at each call, so a rotated one leads to a new
   * connection; `remember` hears of each before anybody uses it. Throws CredentialUnavailableError; nothing is connected before the first
   * `run`.
   */
  connect(
    connection: Connection,
    timeouts: Timeouts,
    remember: (secret: string) => void = () => {},
  ): SharedHost {
    const { clock, rejected, together } = this;
    const readSecret: SecretReader = (property, source) => {
      const secret = this.readSecret(property, source);
      remember(secret);
      return secret;
    };
    const prepared = prepareHost(connection, { clock, readSecret, rejected, together });
    const shared = this.hosts.get(prepared.key) ?? prepared.open();
    this.hosts.set(prepared.key, shared);
    this.callers.set(shared, (this.callers.get(shared) ?? 0) + 1);
    let isReleased = false;
    const release = async () => {
      if (isReleased) return;
      isReleased = true;
      await this.release(shared);
    };
    return { ...withTimeouts(shared, addressOf(connection).host, timeouts), release };
  }

  private async release(shared: TransportHost): Promise<void> {
    const left = (this.callers.get(shared) ?? 1) - 1;
    this.callers.set(shared, left);
    if (left > 0) return;
    this.callers.delete(shared);
    await shared.rest?.();
  }

  /**
   * Ends every connection, in an orderly way and within two seconds, then within another what several hosts share: connections
   * to jump hosts. Never rejects. The pool can be used again.
   */
  async closeAll(): Promise<void> {
    const hosts = [...this.hosts.values()];
    this.hosts.clear();
    await Promise.allSettled(hosts.map((host) => host.disconnect()));
    await Promise.allSettled(this.ends.map((end) => end()));
  }
}

/** The host under the name that this caller gives it, with these time-outs for calls that state none. */
export function withTimeouts(host: TransportHost, name: string, timeouts: Timeouts): Host {
  const limited = withLimits(host, ({ timeoutSeconds, connectTimeoutSeconds }) => ({
    timeoutSeconds: timeoutSeconds ?? timeouts.commandSeconds,
    connectTimeoutSeconds: connectTimeoutSeconds ?? timeouts.connectSeconds,
  }));
  return { ...limited, name };
}
