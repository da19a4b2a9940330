import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { systemClock } from "../../provider/clock";
import { openHost } from "../../provider/hosts/connect";
import { defaultTimeouts, type SshConnection } from "../../provider/hosts/connection";
import type { Host } from "../../provider/hosts/host";
import { SshTestServer, type TestServerOptions } from "./ssh-test-server";

describe("an SSH host", () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(options: TestServerOptions = {}): Promise<SshTestServer> {
    const server = await SshTestServer.start(options);
    cleanups.push(() => server.stop());
    return server;
  }

  function open(connection: SshConnection): Host {
    const readSecret = (_property: string, source: unknown) => String(source);
    const host = openHost(connection, { clock: systemClock, timeouts: defaultTimeouts, readSecret });
    cleanups.push(() => host.disconnect());
    return host;
  }

  it("probes the shell once, then runs commands over one connection", async () => {
    const server = await start();
    const host = open(server.connection());
    const results = await Promise.all([host.run("one"), host.run("two")]);
    assert.deepEqual(results, [
      { exitCode: 0, output: "one\r\n", errorOutput: "" },
      { exitCode: 0, output: "two\r\n", errorOutput: "" },
    ]);
    assert.deepEqual(server.commands, ["echo %OS%+$PSHOME", "one", "two"]);
    assert.equal(server.connections, 1);
    assert.deepEqual(server.requests, []);
  });
});
