import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { credentialFault } from "../../../provider/hosts/secret-reader";
import type { SshConnection, SshServer } from "../../../provider/hosts/ssh/connection";
import { stillClock } from "../../support/still-clock";
import { acceptsKeys } from "./accepted-keys";
import { JumpLab, jumpTo, through } from "./jump-lab";
import { errorOf } from "./ssh-lab";
import { publicHalf, type SshTestServer, serverKeys } from "./ssh-test-server";
import { newKeys, TestAgent } from "./test-agent";

const strange = `SHA256:${"A".repeat(43)}`;

describe("an SSH host behind a jump host, and what each is offered", () => {
  const lab = new JumpLab();
  afterEach(() => lab.end());

  it("a jump host with a wrong key is offered nothing, nor is the host behind it", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const connect = (user: string) =>
      pool.connect(
        server.connection({ user, jumpHost: jumpTo(jumpHost, { hostKey: strange }) }),
        defaultTimeouts,
      );
    for (const user of ["admin", "admin", "other"]) {
      const error = await errorOf(connect(user).run("x"));
      assert.deepEqual([error.code, error.host], ["HOST_KEY", "localhost"]);
      assert.match(error.message, /this is the jump host for 127\.0\.0\.1\..*jumpHost\.hostKey/);
    }
    assert.deepEqual([jumpHost.connections, jumpHost.logins, server.connections], [1, [], 0]);
  });

  it("has its own key verified too", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
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

  it("a credential that the jump host rejected is not offered again, and the host is not blamed", async () => {
    const secrets = { JUMP: "wrong-canary" };
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
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
      assert.match(error.message, /could not log in as admin on localhost: the host rejected the password/);
      assert.match(error.message, /this is the jump host for 127\.0\.0\.1/);
      assert.doesNotMatch(error.message, /canary/);
    }
    assert.match(all[4]?.message ?? "", /not tried again; this is the jump host/);
    assert.deepEqual([jumpHost.logins, server.connections], [["password"], 0]);
    secrets.JUMP = "jump";
    assert.equal((await run("a")).exitCode, 0);
  });

  it("a host may reject its credential without harm to the jump host's connection", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const pool = lab.pool();
    const run = (password: string) =>
      pool.connect(through(jumpHost, server, { password }), defaultTimeouts).run("x");
    const error = await errorOf(run("wrong"));
    assert.deepEqual([error.code, error.host], ["AUTHENTICATION", "127.0.0.1"]);
    assert.match((await errorOf(run("wrong"))).message, /not tried again/);
    assert.equal((await run("right")).exitCode, 0);
    assert.deepEqual([jumpHost.connections, server.logins], [1, ["password", "password"]]);
  });

  it("a host is offered its credential once for each way to its address: another may be there", async () => {
    const jumpHosts = [await lab.startJumpHost(), await lab.startJumpHost()] as const;
    const server = await lab.start();
    const pool = lab.pool();
    const run = (jumpHost: SshTestServer, changes: Partial<SshServer> = {}) =>
      pool
        .connect(
          server.connection({ user: ".\\admin", password: "wrong", jumpHost: jumpTo(jumpHost, changes) }),
          defaultTimeouts,
        )
        .run("x");
    for (const jumpHost of jumpHosts)
      await assert.rejects(run(jumpHost), /the host rejected the password\. /);
    // Whoever opens the way, the host at its end is the same.
    await assert.rejects(run(jumpHosts[0], { keepaliveSeconds: 20 }), /not tried again/);
    assert.deepEqual(server.logins, ["password", "password"]);
  });

  it("has an agent for either server, each with keys of its own", async () => {
    const [own, jumps] = newKeys(2);
    assert.ok(own !== undefined && jumps !== undefined);
    const jumpHost = await lab.startJumpHost({ authenticate: acceptsKeys(jumps.public) });
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
    // A socket that is missing is told before a connection is opened, a named pipe once it is needed.
    const ended = await errorOf((async () => lab.open(connection).run("x"))());
    assert.match(
      ended.message,
      /CREDENTIAL_UNAVAILABLE: .*jumpHost\.agent \(.*\) (does not exist|is not running)/,
    );
    const lacking = { ...without(jumpTo(jumpHost)), agent: agent.path };
    const refused = await errorOf(lab.open({ ...connection, jumpHost: lacking }).run("x"));
    assert.match(refused.message, /AUTHENTICATION: .* on localhost: .*jumpHost\.agentKey selects the key/);
    const missing = { ...lacking, agentKey: strange };
    const error = await errorOf(lab.open({ ...connection, jumpHost: missing }).run("x"));
    assert.match(error.message, /CREDENTIAL_UNAVAILABLE: .*jumpHost\.agentKey \(SHA256:A+\) names a key/);
    assert.equal(error.host, "localhost");
  });

  it("has everything named at once that is wrong with its secrets and the jump host's, before it connects", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
    const pool = lab.pool((property, source) => {
      if (typeof source === "string") return source;
      throw credentialFault(property, source, "is not set", "Set it.");
    }, stillClock);
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
