import assert from "node:assert/strict";
import type { Clock } from "../../../provider/clock";
import { NatTraversalError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { HostPool } from "../../../provider/hosts/host-pool";
import type { SecretReader } from "../../../provider/hosts/secret-reader";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";
import { SshTestServer, type TestServerOptions } from "./ssh-test-server";

/** Gives a text as it is; the tests here have no other sources. */
export const textOnly: SecretReader = (_property, source) => String(source);

/** Servers and hosts of one test, ended together. */
export class SshLab {
  private readonly cleanups: (() => Promise<void>)[] = [];

  async start(options: TestServerOptions = {}): Promise<SshTestServer> {
    const server = await SshTestServer.start(options);
    this.cleanups.push(() => server.stop());
    return server;
  }

  open(connection: SshConnection, clock = stillClock): Host {
    const host = openHost(connection, { clock, timeouts: defaultTimeouts, readSecret: textOnly });
    this.cleanups.push(() => host.disconnect());
    return host;
  }

  /** A pool of hosts, whose connections are ended with the rest. */
  pool(readSecret: SecretReader = textOnly, clock: Clock = stillClock): HostPool {
    const pool = new HostPool(clock, readSecret);
    this.cleanups.push(() => pool.closeAll());
    return pool;
  }

  /** Has something done at the end, before what was started earlier is ended. */
  atEnd(cleanup: () => Promise<void>): void {
    this.cleanups.push(cleanup);
  }

  async end(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }
}

/** The error of work that must fail. */
export function errorOf(work: Promise<unknown>): Promise<NatTraversalError> {
  return work.then(
    () => assert.fail("it worked"),
    (error) => {
      assert.ok(error instanceof NatTraversalError, String(error));
      return error;
    },
  );
}
