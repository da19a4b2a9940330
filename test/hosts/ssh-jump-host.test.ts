import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, it } from "mocha";
import type { ServerChannel } from "ssh2";
import { systemClock } from "../../provider/clock";
import { NatTraversalError, UnreachableError } from "../../provider/errors";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { CredentialGate } from "../../provider/hosts/credential-gate";
import { credentialFault } from "../../provider/hosts/secret-reader";
import type { SshConnection, SshServer } from "../../provider/hosts/ssh/connection";
import { JumpHost } from "../../provider/hosts/ssh/jump-host";
import { ManualClock } from "../support/manual-clock";
import { until } from "../support/until";
import { acceptsKeys } from "./accepted-keys";
import { SshLab } from "./ssh-lab";
import { isProbe, publicHalf, reply, type SshTestServer, serverKeys } from "./ssh-test-server";
import { newKeys, TestAgent } from "./test-agent";

const strange = `SHA256:${"A".repeat(43)}`;

describe("an SSH host behind a jump host", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  const startJumpHost = (options = {}) => lab.start({ forwards: "connect", password: "jump", ...options });

  /** How the jump host is reached; its name is another than that of the host behind it. */
  function jumpTo(jumpHost: SshTestServer, changes: Partial<SshServer> = {}): SshServer {
    const { transport: _transport, ...server } = jumpHost.connection({ host: "localhost" });
    return { ...server, ...changes };
  }

  /** A connection to one server through another. */
  function through(
    jumpHost: SshTestServer,
    server: SshTestServer,
    changes: Partial<SshConnection> = {},
  ): SshConnection {
    return server.connection({ jumpHost: jumpTo(jumpHost), ...changes });
  }

  async function errorOf(run: Promise<unknown>): Promise<NatTraversalError> {
    return run.then(
      () => assert.fail("it worked"),
      (error) => {
        assert.ok(error instanceof NatTraversalError, String(error));
        return error;
      },
    );
  }

  /** A server whose commands other than the probe are answered by hand. */
  const answering = (answer: (channel: ServerChannel, line: string) => void) =>
    lab.start({
      execute: (line, channel) =>
        isProbe(line) ? reply(channel, "Windows_NT+$PSHOME\r\n") : answer(channel, line),
    });

  it("is reached in a channel of a connection to it, and runs nothing there", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
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
    const much = "0123456789abcde\n".repeat(400_000);
    const [jumpHost, server] = [await startJumpHost(), await answering((channel) => reply(channel, much))];
    assert.equal((await lab.open(through(jumpHost, server)).run("x")).output, much);
  });

  it("shares one connection to the jump host with all others behind it", async () => {
    const [jumpHost, server] = [
      await startJumpHost(),
      await lab.start({ authenticate: (request) => request.accept() }),
    ];
    const pool = lab.pool();
    const users = Array.from({ length: 40 }, (_, nth) => `admin${nth}`);
    const run = (user: string) => pool.connect(through(jumpHost, server, { user }), defaultTimeouts).run("x");
    await Promise.all(users.slice(0, 20).map(run));
    await Promise.all(users.slice(20).map(run));
    assert.deepEqual([server.connections, jumpHost.forwarded.length], [40, 40]);
    assert.deepEqual([jumpHost.connections, jumpHost.logins], [1, ["password"]]);
    await pool.closeAll();
    await until(() => jumpHost.open.size === 0);
    assert.deepEqual([server.endings, jumpHost.endings], [40, 1]);
  });

  it("never shares it between accounts, secrets, or what is trusted", async () => {
    const jumpHost = await startJumpHost({ authenticate: (request: { accept(): void }) => request.accept() });
    const server = await lab.start();
    const pool = lab.pool();
    const { fingerprint: hostKey } = publicHalf(serverKeys.ed25519);
    const changes = [{}, { user: "other" }, { password: "other" }, { hostKey }, { keepaliveSeconds: 20 }];
    for (const change of changes) {
      const connection = server.connection({ jumpHost: jumpTo(jumpHost, change) });
      await pool.connect(connection, defaultTimeouts).run("x");
    }
    assert.equal(jumpHost.connections, changes.length);
    assert.equal(server.connections, changes.length);
  });

  it("is not the same host as the one at that address without a jump host", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    await pool.connect(server.connection(), defaultTimeouts).run("x");
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    assert.deepEqual([server.connections, jumpHost.connections], [2, 1]);
  });

  it("is shown nothing, nor anything after it, where the jump host's key is wrong, and never again", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const connect = (user: string) =>
      pool.connect(
        server.connection({ user, jumpHost: jumpTo(jumpHost, { hostKey: strange }) }),
        defaultTimeouts,
      );
    for (const user of ["admin", "admin", "other"]) {
      const error = await errorOf(connect(user).run("x"));
      assert.deepEqual([error.code, error.host], ["HOST_KEY", "localhost"]);
      assert.match(error.message, /it is the jump host on the way to 127\.0\.0\.1\..*jumpHost\.hostKey/);
    }
    assert.deepEqual([jumpHost.connections, jumpHost.logins, server.connections], [1, [], 0]);
  });

  it("has its own key verified too", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const connect = (hostKey: string) =>
      pool.connect(through(jumpHost, server, { hostKey }), defaultTimeouts);
    const error = await errorOf(connect(strange).run("x"));
    assert.deepEqual([error.code, error.host], ["HOST_KEY", "127.0.0.1"]);
    assert.doesNotMatch(error.message, /jump/);
    assert.deepEqual(server.logins, []);
    await connect(publicHalf(serverKeys.ed25519).fingerprint).run("x");
    assert.equal(jumpHost.connections, 1);
  });

  it("does not have the jump host asked again with what it refused, and is not blamed for it", async () => {
    const secrets = { JUMP: "wrong-canary" };
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool((_property, source) =>
      typeof source === "string" ? source : "env" in source ? secrets.JUMP : "",
    );
    const password = { env: "JUMP" };
    const run = (user: string) =>
      pool
        .connect(server.connection({ user, jumpHost: jumpTo(jumpHost, { password }) }), defaultTimeouts)
        .run("x");
    const all = await Promise.all(["a", "b", "c"].map((user) => errorOf(run(user))));
    all.push(await errorOf(run("a")), await errorOf(run("d")));
    for (const error of all) {
      assert.deepEqual([error.code, error.host], ["AUTHENTICATION", "localhost"]);
      assert.match(error.message, /could not log in as admin on localhost: the host refused the password/);
      assert.match(error.message, /it is the jump host on the way to 127\.0\.0\.1/);
      assert.doesNotMatch(error.message, /canary/);
    }
    assert.match(all[4]?.message ?? "", /not tried again; it is the jump host/);
    assert.deepEqual([jumpHost.logins, server.connections], [["password"], 0]);
    secrets.JUMP = "jump";
    assert.equal((await run("a")).exitCode, 0);
  });

  it("may refuse its own credential, which ends nothing of the jump host's", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const run = (password: string) =>
      pool.connect(through(jumpHost, server, { password }), defaultTimeouts).run("x");
    const error = await errorOf(run("wrong"));
    assert.deepEqual([error.code, error.host], ["AUTHENTICATION", "127.0.0.1"]);
    assert.match((await errorOf(run("wrong"))).message, /not tried again/);
    assert.equal((await run("right")).exitCode, 0);
    assert.deepEqual([jumpHost.connections, server.logins], [1, ["password", "password"]]);
  });

  it("tells a jump host that is not there from one that cannot reach it", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const connection = through(jumpHost, server);
    await server.stop();
    const pool = lab.pool();
    const beyond = await errorOf(pool.connect(connection, defaultTimeouts).run("x"));
    assert.ok(beyond instanceof UnreachableError);
    assert.deepEqual([beyond.host, beyond.phase, beyond.commandMayHaveRun], ["127.0.0.1", "connect", false]);
    assert.match(beyond.message, /the jump host localhost could not connect to it.*port \d+, phase: connect/);
    assert.equal(jumpHost.open.size, 1);
    await jumpHost.stop();
    const before = await errorOf(lab.open(connection).run("x"));
    assert.ok(before instanceof UnreachableError);
    assert.deepEqual([before.host, before.phase], ["localhost", "connect"]);
    assert.match(
      before.message,
      /could not reach 127\.0\.0\.1 by way of the jump host on localhost: the connection was refused \(port \d+, phase: connect\); it is the jump host on the way/,
    );
  });

  it("is given up at the deadline where the jump host does not get through, which stays connected", async () => {
    const [jumpHost, server] = [await startJumpHost({ forwards: "never answer" }), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    const run = errorOf(pool.connect(through(jumpHost, server), defaultTimeouts).run("x"));
    await until(() => jumpHost.forwarded.length === 1);
    await clock.advance(20_000);
    const error = await run;
    assert.deepEqual([error.code, error.host], ["UNREACHABLE", "127.0.0.1"]);
    assert.match(error.message, /the jump host localhost could not connect to it within 20 s/);
    assert.equal(clock.pending, 0);
    assert.equal(jumpHost.sockets.size, 1);
  });

  it("waits for a silent jump host as long as its own deadline says, and the last one ends the attempt", async () => {
    const [jumpHost, server] = [await startJumpHost({ authenticate: () => {} }), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    const run = (user: string, connectSeconds: number) =>
      errorOf(
        pool.connect(through(jumpHost, server, { user }), { connectSeconds, commandSeconds: 60 }).run("x"),
      );
    const [short, long] = [run("short", 5), run("long", 9)];
    await until(() => jumpHost.logins.length === 1);
    await clock.advance(5_000);
    const first = await short;
    assert.ok(first instanceof UnreachableError);
    assert.deepEqual(
      [first.host, first.phase, first.commandMayHaveRun],
      ["localhost", "authentication", false],
    );
    assert.match(first.message, /nothing came within 5 s .*it is the jump host on the way to 127/);
    assert.equal(jumpHost.sockets.size, 1, "the other still waits");
    await clock.advance(4_000);
    assert.match((await long).message, /nothing came within 9 s/);
    await until(() => jumpHost.sockets.size === 0);
    assert.deepEqual([jumpHost.connections, clock.pending], [1, 0]);
  });

  it("may be given up without harm to others that go through the same connection", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const connect = (user: string) => pool.connect(through(jumpHost, server, { user }), defaultTimeouts);
    await connect("admin").run("x");
    const given = connect("other");
    const run = errorOf(given.run("x"));
    await until(() => jumpHost.forwarded.length === 2);
    await given.disconnect();
    assert.equal((await run).code, "UNREACHABLE");
    await until(() => jumpHost.relays.size === 1);
    assert.equal((await connect("admin").run("y")).output, "y\r\n");
    assert.deepEqual([jumpHost.connections, server.commands.length], [1, 3]);
  });

  it("may be given up at once while the connection to the jump host is there, and leaves it", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const shared = new JumpHost(
      {
        host: "localhost",
        port: jumpHost.port,
        user: "admin",
        prefix: "jumpHost.",
        credential: { method: "password", password: "jump" },
        names: { account: "admin", atHost: "admin" },
        gate: CredentialGate.of(new Map()),
        policy: { kind: "any" },
        keepaliveSeconds: 10,
      },
      systemClock,
    );
    lab.atEnd(() => shared.close());
    const address = { host: "127.0.0.1", port: server.port };
    const used = await shared.dial(address, () => {}).stream;
    const given = shared.dial(address, () => {});
    given.giveUp();
    (await given.stream).once("error", () => {});
    await until(() => jumpHost.relays.size === 1);
    assert.deepEqual([used.writable, jumpHost.connections, jumpHost.open.size], [true, 1, 1]);
  });

  it("loses its connection with that to the jump host, which is opened anew by the next command", async () => {
    const jumpHost = await startJumpHost();
    const server = await answering((channel, line) => {
      if (line !== "cut") return reply(channel, line);
      channel.write("HKEY_LOCAL_MACH", () => jumpHost.drop());
    });
    const pool = lab.pool();
    const connect = (user: string) => pool.connect(through(jumpHost, server, { user }), defaultTimeouts);
    await connect("admin").run("x");
    const error = await errorOf(connect("admin").run("cut"));
    assert.ok(error instanceof UnreachableError);
    assert.deepEqual([error.host, error.commandMayHaveRun], ["127.0.0.1", true]);
    assert.match(
      error.message,
      /the connection to the jump host localhost was lost: the host broke the conn/,
    );
    assert.equal((await connect("admin").run("next")).output, "next");
    assert.deepEqual([jumpHost.connections, server.connections], [2, 2]);
  });

  it("is told of the jump host that is lost while another host is being connected to", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool();
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    jumpHost.forwardsNoMore = true;
    const run = errorOf(pool.connect(through(jumpHost, server, { user: "other" }), defaultTimeouts).run("x"));
    await until(() => jumpHost.forwarded.length === 2);
    jumpHost.drop();
    const error = await run;
    assert.ok(error instanceof UnreachableError);
    assert.deepEqual(
      [error.host, error.phase, error.commandMayHaveRun],
      ["localhost", "opening a channel", false],
    );
    assert.match(error.message, /could not reach 127\.0\.0\.1 by way of the jump host on localhost/);
  });

  it("is shown its credential once for each way that leads to its address: another may be there", async () => {
    const jumpHosts = [await startJumpHost(), await startJumpHost()] as const;
    const server = await lab.start();
    const pool = lab.pool();
    const run = (jumpHost: SshTestServer, changes: Partial<SshServer> = {}) =>
      pool
        .connect(
          server.connection({ password: "wrong", jumpHost: jumpTo(jumpHost, changes) }),
          defaultTimeouts,
        )
        .run("x");
    for (const jumpHost of jumpHosts) await assert.rejects(run(jumpHost), /the host refused the password\. /);
    // Whoever opens the way, the host at its end is the same.
    await assert.rejects(run(jumpHosts[0], { keepaliveSeconds: 20 }), /not tried again/);
    assert.deepEqual(server.logins, ["password", "password"]);
  });

  it("connects anew over the same connection to the jump host when its own was lost, as in a restart", async () => {
    const jumpHost = await startJumpHost();
    const server = await answering((channel, line) => {
      if (line === "cut") server.drop();
      else reply(channel, line);
    });
    const host = lab.open(through(jumpHost, server));
    const error = await errorOf(host.run("cut"));
    assert.ok(error instanceof UnreachableError && error.commandMayHaveRun);
    assert.doesNotMatch(error.message, /jump/);
    assert.equal((await host.run("next")).output, "next");
    assert.deepEqual([jumpHost.connections, jumpHost.forwarded.length], [1, 2]);
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
      const [jumpHost, server] = [await startJumpHost(), await lab.start(options)];
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

  it("is told from another protocol behind the jump host", async () => {
    const jumpHost = await startJumpHost();
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
    assert.match(error.message, /is not an SSH server \(it says "HTTP\/1\.1 400 Bad Request"\)/);
  });

  it("is cut off with the attempt when it is disconnected while the jump host is being connected to", async () => {
    const [jumpHost, server] = [await startJumpHost({ authenticate: () => {} }), await lab.start()];
    const pool = lab.pool();
    const run = errorOf(pool.connect(through(jumpHost, server), defaultTimeouts).run("x"));
    await until(() => jumpHost.logins.length === 1);
    await pool.closeAll();
    assert.match((await run).message, /closed from this side/);
    await until(() => jumpHost.sockets.size === 0);
  });

  it("waits a second for the jump host's goodbye, not longer, after those of the hosts behind it", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    await pool.connect(through(jumpHost, server), defaultTimeouts).run("x");
    jumpHost.deafen();
    let isOver = false;
    const closing = pool.closeAll().then(() => {
      isOver = true;
    });
    for (let second = 0; second < 2; second++) {
      await until(() => clock.pending === 1);
      assert.equal(isOver, false);
      await clock.advance(1_000);
    }
    await closing;
    assert.equal(clock.pending, 0);
  });

  it("has an agent for either server, each with keys of its own", async () => {
    const [own, jumps] = newKeys(2);
    assert.ok(own !== undefined && jumps !== undefined);
    const jumpHost = await startJumpHost({ authenticate: acceptsKeys(jumps.public) });
    const server = await lab.start({ authenticate: acceptsKeys(own.public) });
    const [agent, jumpAgent] = [await TestAgent.start([own]), await TestAgent.start([jumps])];
    for (const each of [agent, jumpAgent]) lab.atEnd(() => each.stop());
    const without = ({ password: _password, ...rest }: SshServer) => rest;
    const connection: SshConnection = {
      ...without(server.connection()),
      transport: "ssh",
      agent: agent.path,
      jumpHost: { ...without(jumpTo(jumpHost)), agent: jumpAgent.path },
    };
    await lab.open(connection).run("x");
    await jumpAgent.stop();
    assert.throws(
      () => lab.open(connection),
      /CREDENTIAL_UNAVAILABLE: .*jumpHost\.agent \(.*\) does not exist/,
    );
    const lacking = { ...without(jumpTo(jumpHost)), agent: agent.path };
    const refused = await errorOf(lab.open({ ...connection, jumpHost: lacking }).run("x"));
    assert.match(refused.message, /AUTHENTICATION: .* on localhost: .*jumpHost\.agentKey names the one key/);
    const missing = { ...lacking, agentKey: strange };
    const error = await errorOf(lab.open({ ...connection, jumpHost: missing }).run("x"));
    assert.match(error.message, /CREDENTIAL_UNAVAILABLE: .*jumpHost\.agentKey \(SHA256:A+\) names a key/);
    assert.equal(error.host, "localhost");
  });

  it("has everything named at once that is wrong with its secrets and the jump host's, before it connects", async () => {
    const [jumpHost, server] = [await startJumpHost(), await lab.start()];
    const pool = lab.pool((property, source) => {
      if (typeof source === "string") return source;
      throw credentialFault(property, source, "is not set", "Set it.");
    }, systemClock);
    const { password: _password, ...rest } = jumpTo(jumpHost);
    const jump = { ...rest, privateKey: { env: "KEY" }, passphrase: { env: "PHRASE" } };
    const unread = server.connection({ password: { env: "PW" }, jumpHost: jump });
    assert.throws(
      () => pool.connect(unread, defaultTimeouts),
      /on 127\.0\.0\.1: password \(.*PW\) is not set; jumpHost\.privateKey \(.*KEY\) is not set; jumpHost\.passphrase \(.*PHRASE\) is not set/,
    );
    const unusable = server.connection({
      hostKey: "nonsense",
      jumpHost: { ...rest, privateKey: "nonsense", hostKey: "nonsense" },
    });
    assert.throws(
      () => pool.connect(unusable, defaultTimeouts),
      /on 127\.0\.0\.1: hostKey .* is neither.*; jumpHost\.privateKey .* is not a private key; jumpHost\.hostKey .* is neither/,
    );
    assert.deepEqual([jumpHost.connections, server.connections], [0, 0]);
  });
});
