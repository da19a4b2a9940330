import type { Host, SharedHost } from "./hosts/host";
import type { LifecycleContext } from "./resources/context";

/** The hosts that one call works on: they are its own until it ends, and may rest then if no other call needs them. */
export class HostsOfCall {
  private readonly taken: (Host & Partial<SharedHost>)[] = [];

  constructor(private readonly connectShared: LifecycleContext["connect"]) {}

  /** See LifecycleContext. */
  readonly connect: LifecycleContext["connect"] = async (connection, timeouts) => {
    const host = await this.connectShared(connection, timeouts);
    this.taken.push(host);
    return host;
  };

  /** Releases all of them. Never rejects. */
  async release(): Promise<void> {
    await Promise.allSettled(this.taken.splice(0).map((host) => host.release?.()));
  }
}
