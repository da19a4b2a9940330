import type { HostsTogether } from "../prepared-host";
import type { JumpHost } from "./jump-host";

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

  /** Ends every connection, in an orderly way and within about a second. Never rejects; a later need opens a new one. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.byKey.values()].map((jumpHost) => jumpHost.close()));
  }
}
