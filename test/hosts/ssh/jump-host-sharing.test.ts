import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { JumpHost } from "../../../provider/hosts/ssh/jump-host";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { JumpLab, jumpTo, through } from "./jump-lab";
import { errorOf } from "./ssh-lab";
import { publicHalf, serverKeys } from "./ssh-test-server";

describe("an SSH host behind a jump host that others share", () => {
  const lab = new JumpLab();
  afterEach(() => lab.end());

  it("shares one connection to the jump host with all others behind it", async () => {
    const [jumpHost, server] = [
      await lab.startJumpHost(),
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
    const jumpHost = await lab.startJumpHost({
      authenticate: (request: { accept(): void }) => request.accept(),
    });
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

  it("may be given up without harm to others that go through the same connection", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
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
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
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
      stillClock,
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
});
