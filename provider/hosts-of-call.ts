import type { Connection } from "./hosts/connect";
import type { Timeouts } from "./hosts/connection";
import type { Host, SharedHost } from "./hosts/host";
import type { LifecycleContext } from "./resources/context";

/** Gives the shared host; `remember` hears of each secret that is read for it. */
export type Connect = (
  connection: Connection,
  timeouts: Timeouts,
  remember: (secret: string) => void,
) => Promise<Host>;

/** The hosts that one call works on: they are its own until it ends, and may rest then if no other call needs them. */
export class HostsOfCall {
  private readonly taken: (Host & Partial<SharedHost>)[] = [];

  /** @param remember hears of each secret that is read for them */
  constructor(
    private readonly connectShared: Connect,
    private readonly remember: (secret: string) => void,
  ) {}

  /** See LifecycleContext. */
  readonly connect: LifecycleContext["connect"] = async (connection, timeouts) => {
    const host = await this.connectShared(connection, timeouts, this.remember);
    this.taken.push(host);
    return host;
  };

  /** Releases all of them. Never rejects. */
  async release(): Promise<void> {
    await Promise.allSettled(this.taken.splice(0).map((host) => host.release?.()));
  }
}
