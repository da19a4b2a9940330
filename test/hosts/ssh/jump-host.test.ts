import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { JumpLab, through } from "./jump-lab";
import { errorOf } from "./ssh-lab";
import { reply, type SshTestServer } from "./ssh-test-server";

describe("an SSH host behind a jump host", () => {
  const lab = new JumpLab();
  afterEach(() => lab.end());

  it("is reached in a channel of a connection to it, and runs nothing there", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const host = lab.open(through(jumpHost, server));
    assert.equal((await host.run("x")).output, "x\r\n");
    assert.equal(host.name, "127.0.0.1");
    assert.deepEqual(jumpHost.forwarded, [`127.0.0.1:${server.port}`]);
    assert.deepEqual([jumpHost.sessions, jumpHost.commands, jumpHost.logins], [0, [], ["password"]]);
    await host.disconnect();
    await until(() => jumpHost.open.size === 0 && server.open.size === 0);
    assert.deepEqual([server.endings, jumpHost.endings], [1, 1]);
  });

  it("passes large answers on whole", async () => {
    const much = "0123456789abcde\n".repeat(200_000);
    const large = Object.assign(() => "x", { mostBytes: much.length });
    const [jumpHost, server] = [
      await lab.startJumpHost(),
      await lab.answering((channel) => reply(channel, much)),
    ];
    assert.equal((await lab.open(through(jumpHost, server)).run(large)).output, much);
  });

  it("is not the same host as the one at that address without a jump host", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const pool = lab.pool();
    await pool.connect(server.connection(), defaultTimeouts).run("x");
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    assert.deepEqual([server.connections, jumpHost.connections], [2, 1]);
  });

  it("tells a jump host that is not there from one that cannot reach it", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const connection = through(jumpHost, server);
    await server.stop();
    const pool = lab.pool();
    const beyond = await errorOf(pool.connect(connection, defaultTimeouts).run("x"));
    assert.ok(beyond instanceof UnreachableError);
    assert.deepEqual([beyond.host, beyond.phase, beyond.commandMayHaveRun], ["127.0.0.1", "connect", false]);
    assert.match(
      beyond.message,
      /the jump host localhost could not connect to this host.*port \d+, phase: connect/,
    );
    assert.equal(jumpHost.open.size, 1);
    await jumpHost.stop();
    const before = await errorOf(lab.open(connection).run("x"));
    assert.ok(before instanceof UnreachableError);
    assert.deepEqual([before.host, before.phase], ["localhost", "connect"]);
    assert.match(
      before.message,
      /could not reach 127\.0\.0\.1 through the jump host on localhost: the connection was refused \(127.0.0.1; port \d+, phase: connect\); this is the jump host for/,
    );
  });

  it("is told from another protocol behind the jump host", async () => {
    const jumpHost = await lab.startJumpHost();
    const other = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    lab.atEnd(async () => void other.close());
    const { port } = other.address() as AddressInfo;
    const error = await errorOf(lab.open(through(jumpHost, jumpHost, { port })).run("x"));
    assert.deepEqual([error.code, error.host], ["PROTOCOL", "127.0.0.1"]);
    assert.match(error.message, /is an HTTP server, not SSH \(it sent "HTTP\/1\.1 400 Bad Request"\)/);
  });

  const silences: Record<string, [object, (server: SshTestServer) => boolean, string, boolean]> = {
    "takes no channel": [
      { acceptsSessions: false },
      (server) => server.sessions === 1,
      "opening a channel",
      false,
    ],
    "does not begin the command": [
      { acceptsExec: false },
      (server) => server.commands.length === 1,
      "starting the command",
      true,
    ],
  };
  for (const [words, [options, isThere, phase, commandMayHaveRun]] of Object.entries(silences)) {
    it(`is told by its phase where it ${words}, as without a jump host`, async () => {
      const [jumpHost, server] = [await lab.startJumpHost(), await lab.start(options)];
      const clock = new ManualClock();
      const run = errorOf(
        lab.pool(undefined, clock).connect(through(jumpHost, server), defaultTimeouts).run("x"),
      );
      await until(() => isThere(server));
      await clock.advance(60_000);
      const error = await run;
      assert.ok(error instanceof UnreachableError);
      assert.deepEqual([error.phase, error.commandMayHaveRun], [phase, commandMayHaveRun]);
      await until(() => server.sockets.size === 0);
      assert.equal(jumpHost.sockets.size, 1);
    });
  }
});
