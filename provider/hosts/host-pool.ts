import type { Clock } from "../clock";
import { addressOf, type Connection, prepareHost } from "./connect";
import type { Timeouts } from "./connection";
import type { Host } from "./host";
import type { RefusedCredentials } from "./refused-credentials";
import type { SecretReader } from "./secret-reader";
import { JumpHosts } from "./ssh/jump-hosts";

/** The hosts of one provider process: resources with the same address, account, secrets and trust share one connection. */
export class HostPool {
  private readonly hosts = new Map<string, Host>();
  private readonly refused: RefusedCredentials = new Map();
  private readonly jumpHosts = new JumpHosts();

  constructor(
    private readonly clock: Clock,
    private readonly readSecret: SecretReader,
  ) {}

  /**
   * The shared host, with this caller's time-outs. Secrets are read anew at each call, so a rotated one leads to a new
   * connection. Throws CredentialUnavailableError; nothing is connected before the first `run`.
   */
  connect(connection: Connection, timeouts: Timeouts): Host {
    const { clock, readSecret, refused, jumpHosts } = this;
    const prepared = prepareHost(connection, { clock, timeouts, readSecret, refused, jumpHosts });
    const shared = this.hosts.get(prepared.key) ?? prepared.open();
    this.hosts.set(prepared.key, shared);
    return withTimeouts(shared, addressOf(connection).host, timeouts);
  }

  /**
   * Ends every connection, in an orderly way and within about a second, then those to jump hosts within another. Never rejects.
   * The pool can be used again.
   */
  async closeAll(): Promise<void> {
    const hosts = [...this.hosts.values()];
    this.hosts.clear();
    await Promise.allSettled(hosts.map((host) => host.disconnect()));
    await this.jumpHosts.closeAll();
  }
}

function withTimeouts(host: Host, name: string, timeouts: Timeouts): Host {
  return {
    name,
    isThisMachine: host.isThisMachine === true,
    run: (commandLine, limits) =>
      host.run(commandLine, {
        timeoutSeconds: limits?.timeoutSeconds ?? timeouts.commandSeconds,
        connectTimeoutSeconds: limits?.connectTimeoutSeconds ?? timeouts.connectSeconds,
      }),
    disconnect: () => host.disconnect(),
  };
}
