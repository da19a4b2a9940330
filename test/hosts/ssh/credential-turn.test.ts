import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import type { AuthContext } from "ssh2";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { newEd25519Keys } from "../../support/ssh-keys";
import { until } from "../../support/until";
import { acceptsKeys } from "./accepted-keys";
import { errorOf, SshLab } from "./ssh-lab";
import type { SshTestServer } from "./ssh-test-server";
import { run, TurnLab, user } from "./turn-lab";

describe("a password that many SSH hosts know", () => {
  const lab = new TurnLab();
  afterEach(() => lab.end());

  it("a wrong password is offered to one host only, so that no domain account is locked", async () => {
    const servers = await Promise.all(Array.from({ length: 6 }, () => lab.start()));
    const pool = lab.pool();
    const all = await Promise.all(
      servers.map((server) => errorOf(run(pool, server, { password: "wrong-canary" }))),
    );
    all.push(await errorOf(run(pool, servers[0] as SshTestServer, { password: "wrong-canary" })));
    assert.deepEqual(new Set(all.map(({ code }) => code)), new Set(["AUTHENTICATION"]));
    assert.equal(all.filter(({ message }) => /earlier in this run.*not tried again/.test(message)).length, 6);
    assert.doesNotMatch(all.map(({ message }) => message).join(), /canary/);
    assert.equal(servers.flatMap(({ logins }) => logins).length, 1);
  });

  it("a password is offered to one host after another, each when the one before has accepted it", async () => {
    const { servers, requests } = await lab.undecided(4);
    const pool = lab.pool();
    const runs = servers.map((server) => run(pool, server));
    await until(() => requests.length === 1 && servers.every(({ connections }) => connections === 1));
    for (let turn = 1; turn <= 4; turn++) {
      await until(() => requests.length === turn);
      requests[turn - 1]?.accept();
    }
    for (const { exitCode } of await Promise.all(runs)) assert.equal(exitCode, 0);
  });

  it("a local account's password is offered to all hosts at once", async () => {
    for (const local of [".\\svc", "127.0.0.1\\svc"]) {
      const { servers, requests } = await lab.undecided(3);
      const pool = lab.pool();
      const runs = servers.map((server) => errorOf(run(pool, server, { user: local })));
      await until(() => requests.length === 3);
      for (const request of requests) request.reject(["password"]);
      for (const { message } of await Promise.all(runs)) assert.doesNotMatch(message, /earlier in this run/);
    }
  });

  it("a host that does not accept passwords, or requires more, does not make the password wrong", async () => {
    const other = await lab.start({ authenticate: (request) => request.reject(["publickey"]) });
    const more = await lab.start({ authenticate: (request) => request.reject(["publickey"], true) });
    const server = await lab.start();
    const pool = lab.pool();
    for (let nth = 0; nth < 2; nth++) {
      assert.match((await errorOf(run(pool, other))).message, /does not accept password/);
      assert.match((await errorOf(run(pool, more))).message, /also requires/);
    }
    assert.equal((await run(pool, server)).exitCode, 0);
    assert.deepEqual([other.logins, more.logins], [["password"], ["password"]]);
    const { transport: _transport, ...jumpHost } = other.connection({ user, host: "localhost" });
    for (const name of ["a", "b"])
      assert.match(
        (await errorOf(run(pool, server, { user: name, jumpHost }))).message,
        /does not accept password/,
      );
    assert.equal(other.logins.length, 2);
  });

  it("a password rejected at a prompt is wrong", async () => {
    const authenticate = (request: AuthContext) => {
      if (request.method !== "keyboard-interactive") return request.reject(["keyboard-interactive"]);
      return request.prompt([{ prompt: "Password:", echo: false }], () =>
        request.reject(["keyboard-interactive"]),
      );
    };
    const servers = [await lab.start({ authenticate }), await lab.start({ authenticate })];
    const pool = lab.pool();
    const errors = await Promise.all(servers.map((server) => errorOf(run(pool, server))));
    for (const { message } of errors) assert.match(message, /the host rejected the password/);
    assert.deepEqual(servers.map(({ logins }) => logins.length).sort(), [0, 2]);
  });

  it("the same holds for jump hosts", async () => {
    const [one, two] = [await lab.start({ forwards: "connect" }), await lab.start({ forwards: "connect" })];
    const server = await lab.start();
    const pool = lab.pool();
    const through = (jump: SshTestServer) => {
      const { transport: _transport, ...jumpHost } = jump.connection({ user, password: "wrong" });
      return errorOf(run(pool, server, { jumpHost }));
    };
    for (const { code } of await Promise.all([through(one), through(two)]))
      assert.equal(code, "AUTHENTICATION");
    assert.equal((await errorOf(run(pool, server, { password: "wrong" }))).code, "AUTHENTICATION");
    assert.deepEqual([...one.logins, ...two.logins, ...server.logins], ["password"]);
  });
});

describe("a key that many SSH hosts know", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  it("a key is offered to each host: none can lock it", async () => {
    const pair = newEd25519Keys();
    const refusing = await lab.start({ authenticate: (request) => request.reject(["publickey"]) });
    const taking = await lab.start({ authenticate: acceptsKeys(pair.public) });
    const pool = lab.pool();
    const run = (server: SshTestServer) => {
      const { password: _password, ...rest } = server.connection({ user });
      return pool.connect({ ...rest, privateKey: pair.private }, defaultTimeouts).run("x");
    };
    await assert.rejects(run(refusing), /rejected the publickey/);
    await assert.rejects(run(refusing), /not tried again/);
    assert.equal((await run(taking)).exitCode, 0);
  });
});
