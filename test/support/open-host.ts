import type { Clock } from "../../provider/clock";
import { type Connection, prepareHost } from "../../provider/hosts/connect";
import type { Timeouts } from "../../provider/hosts/connection";
import type { Host } from "../../provider/hosts/host";
import { withTimeouts } from "../../provider/hosts/host-pool";
import type { SecretReader } from "../../provider/hosts/secret-reader";
import type { RejectedCredentials } from "../../provider/hosts/transport";

/** What a host alone is opened with. */
export interface OpenHostOptions {
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly readSecret: SecretReader;
  /** To be shared by hosts that are to know of each other's rejections; its own by default. */
  readonly rejected?: RejectedCredentials;
}

/** A host that shares its connection, and that to its jump host, with no other; both end with `disconnect`. */
export function openHost(connection: Connection, options: OpenHostOptions): Host {
  const { clock, timeouts, readSecret, rejected = new Map() } = options;
  const ends: (() => Promise<void>)[] = [];
  const together = { atEnd: (end: () => Promise<void>) => void ends.push(end) };
  const own = prepareHost(connection, { clock, readSecret, rejected, together }).open();
  const host = withTimeouts(own, own.name, timeouts);
  const disconnect = async () => {
    await host.disconnect();
    await Promise.all(ends.map((end) => end()));
  };
  return { ...host, disconnect };
}
