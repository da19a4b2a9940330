import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { JumpLab, through } from "./jump-lab";
import { errorOf } from "./ssh-lab";
import { reply } from "./ssh-test-server";

describe("an SSH host whose jump host is silent, or lost", () => {
  const lab = new JumpLab();
  afterEach(() => lab.end());

  it("a host that the jump host does not reach is given up at the deadline; the jump host stays connected", async () => {
    const [jumpHost, server] = [await lab.startJumpHost({ forwards: "never answer" }), await lab.start()];
    const clock = new ManualClock();
    const pool = lab.pool(undefined, clock);
    const run = errorOf(pool.connect(through(jumpHost, server), defaultTimeouts).run("x"));
    await until(() => jumpHost.forwarded.length === 1);
    await clock.advance(20_000);
    const error = await run;
    assert.deepEqual([error.code, error.host], ["UNREACHABLE", "127.0.0.1"]);
    assert.match(error.message, /the jump host localhost could not connect to this host within 20 s/);
    assert.equal(clock.pending, 0);
    assert.equal(jumpHost.sockets.size, 1);
  });

  it("waits for a silent jump host as long as its own deadline says, and the last one ends the attempt", async () => {
    const [jumpHost, server] = [await lab.startJumpHost({ authenticate: () => {} }), await lab.start()];
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
    assert.match(first.message, /no response within 5 s .*this is the jump host for 127/);
    assert.equal(jumpHost.sockets.size, 1, "the other still waits");
    await clock.advance(4_000);
    assert.match((await long).message, /no response within 9 s/);
    await until(() => jumpHost.sockets.size === 0);
    assert.deepEqual([jumpHost.connections, clock.pending], [1, 0]);
  });

  it("loses its connection with that to the jump host, which the next command opens again", async () => {
    const jumpHost = await lab.startJumpHost();
    const server = await lab.answering((channel, line) => {
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
      /the connection to the jump host localhost was lost: the connection was reset/,
    );
    assert.equal((await connect("admin").run("next")).output, "next");
    assert.deepEqual([jumpHost.connections, server.connections], [2, 2]);
  });

  it("is told of the jump host that is lost while another host is being connected to", async () => {
    const [jumpHost, server] = [await lab.startJumpHost(), await lab.start()];
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
    assert.match(error.message, /could not reach 127\.0\.0\.1 through the jump host on localhost/);
  });

  it("connects again over the same connection to the jump host when its own was lost, as in a restart", async () => {
    const jumpHost = await lab.startJumpHost();
    const server = await lab.answering((channel, line) => {
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

  it("is cut off with the attempt when it is disconnected while the jump host is being connected to", async () => {
    const [jumpHost, server] = [await lab.startJumpHost({ authenticate: () => {} }), await lab.start()];
    const pool = lab.pool();
    const run = errorOf(pool.connect(through(jumpHost, server), defaultTimeouts).run("x"));
    await until(() => jumpHost.logins.length === 1);
    await pool.closeAll();
    assert.match((await run).message, /Pulumi closed the connection/);
    await until(() => jumpHost.sockets.size === 0);
  });
});
