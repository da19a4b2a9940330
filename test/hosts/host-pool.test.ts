import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { CredentialUnavailableError } from "../../provider/errors";
import { defaultTimeouts, type SecretSource } from "../../provider/hosts/connection";
import { HostPool } from "../../provider/hosts/host-pool";
import { credentialFault } from "../../provider/hosts/secret-reader";
import { ManualClock } from "../support/manual-clock";
import { stillClock } from "../support/still-clock";
import { until } from "../support/until";
import { SshLab } from "./ssh/ssh-lab";
import { publicHalf, type SshTestServer, serverKeys } from "./ssh/ssh-test-server";

describe("the pool of hosts", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  function poolOf(secrets: Record<string, string>, clock = stillClock): HostPool {
    const pool = new HostPool(clock, (property, source: SecretSource) => {
      if (typeof source === "string") return source;
      const value = "env" in source ? secrets[source.env] : undefined;
      if (value === undefined) throw credentialFault(property, source, "is not set", "Set it.");
      return value;
    });
    lab.atEnd(() => pool.closeAll());
    return pool;
  }

  async function connectionsOf(server: SshTestServer, ...runs: (() => Promise<unknown>)[]): Promise<number> {
    for (const run of runs) await run();
    return server.connections;
  }

  it("shares one connection among equal connections, wherever their secrets come from", async () => {
    const server = await lab.start();
    const pool = poolOf({ PW: "right" });
    const connect = (changes: object) => pool.connect(server.connection(changes), defaultTimeouts);
    const count = await connectionsOf(
      server,
      () => connect({}).run("a"),
      () => connect({ password: { env: "PW" } }).run("b"),
      () => Promise.all([connect({}).run("c"), connect({}).run("d")]),
    );
    assert.equal(count, 1);
    assert.equal(server.commands.filter((line) => line.startsWith("echo")).length, 1);
  });

  it("tells of each secret that it has read, wherever that came from, before it is used", async () => {
    const server = await lab.start();
    const told: string[] = [];
    const connection = server.connection({ password: { env: "PW" } });
    poolOf({ PW: "right" }).connect(connection, defaultTimeouts, (secret) => told.push(secret));
    assert.deepEqual([told, server.connections], [["right"], 0]);
  });

  it("ignores the case of the host's name, but shows it as it was written", async () => {
    const server = await lab.start();
    const pool = poolOf({});
    const upper = pool.connect(server.connection({ host: "LOCALHOST" }), defaultTimeouts);
    const lower = pool.connect(server.connection({ host: "localhost" }), defaultTimeouts);
    assert.equal(
      await connectionsOf(
        server,
        () => upper.run("a"),
        () => lower.run("b"),
      ),
      1,
    );
    assert.deepEqual([upper.name, lower.name], ["LOCALHOST", "localhost"]);
  });

  it("never shares between accounts, secrets, or what is trusted", async () => {
    const server = await lab.start({ authenticate: (request) => request.accept() });
    const pool = poolOf({});
    const changes = [
      {},
      { user: "other" },
      { password: "other" },
      { hostKey: publicHalf(serverKeys.ed25519).fingerprint },
      { keepaliveSeconds: 20 },
    ];
    for (const change of changes) await pool.connect(server.connection(change), defaultTimeouts).run("x");
    assert.equal(server.connections, changes.length);
  });

  it("does not let a trusting connection vouch for a verifying one", async () => {
    const server = await lab.start();
    const pool = poolOf({});
    await pool.connect(server.connection(), defaultTimeouts).run("x");
    const hostKey = publicHalf(serverKeys.ecdsa).fingerprint;
    await assert.rejects(pool.connect(server.connection({ hostKey }), defaultTimeouts).run("x"), {
      code: "HOST_KEY",
    });
  });

  it("reads secrets again at each call, so that a rotated one is used at once", async () => {
    const secrets = { PW: "wrong" };
    const server = await lab.start();
    const pool = poolOf(secrets);
    const connect = () => pool.connect(server.connection({ password: { env: "PW" } }), defaultTimeouts);
    await assert.rejects(connect().run("x"), { code: "AUTHENTICATION" });
    secrets.PW = "right";
    assert.equal((await connect().run("x")).exitCode, 0);
  });

  it("never offers a rejected credential again, whatever else differs", async () => {
    const server = await lab.start();
    const pool = poolOf({});
    const wrong = { password: "wrong" };
    const hostKey = publicHalf(serverKeys.ed25519).fingerprint;
    const connect = (changes: object) => pool.connect(server.connection(changes), defaultTimeouts).run("x");
    const all = [connect(wrong), connect(wrong), connect({ ...wrong, host: "127.0.0.1" })];
    for (const run of all) await assert.rejects(run, { code: "AUTHENTICATION" });
    await assert.rejects(connect({ ...wrong, hostKey }), /not tried again/);
    assert.deepEqual(server.logins, ["password"]);
    assert.equal(server.connections, 1);
    assert.equal((await connect({})).exitCode, 0);
  });

  it("gives each caller its own time-outs on the shared connection", async () => {
    const server = await lab.start({ acceptsExec: false });
    const clock = new ManualClock();
    const pool = poolOf({}, clock);
    const short = pool.connect(server.connection(), { connectSeconds: 20, commandSeconds: 5 });
    const long = pool.connect(server.connection(), { connectSeconds: 20, commandSeconds: 50 });
    for (const [host, seconds] of [
      [long, 50],
      [short, 5],
    ] as const) {
      const before = server.commands.length;
      const run = assert.rejects(host.run("x"), new RegExp(`within ${seconds} s`));
      await until(() => server.commands.length > before);
      await clock.advance(seconds * 1000);
      await run;
    }
  });

  it("says what is wrong with all secrets at once, before it connects", async () => {
    const server = await lab.start();
    const pool = poolOf({});
    const { password: _password, ...rest } = server.connection();
    const connection = { ...rest, privateKey: { env: "NO_KEY" }, passphrase: { env: "NO_PHRASE" } };
    assert.throws(
      () => pool.connect(connection, defaultTimeouts),
      (error) => {
        assert.ok(error instanceof CredentialUnavailableError);
        assert.match(
          error.message,
          /privateKey \(environment variable NO_KEY\) is not set; passphrase \(.*NO_PHRASE\)/,
        );
        return true;
      },
    );
    assert.equal(server.connections, 0);
  });

  it("ends every connection, and can be used again", async () => {
    const server = await lab.start();
    const pool = poolOf({});
    const host = pool.connect(server.connection(), defaultTimeouts);
    await host.run("x");
    await pool.closeAll();
    await until(() => server.open.size === 0);
    assert.equal(server.endings, 1);
    await pool.connect(server.connection(), defaultTimeouts).run("x");
    assert.equal(server.connections, 2);
  });
});
