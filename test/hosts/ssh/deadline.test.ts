import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, it } from "mocha";
import type { ServerChannel } from "ssh2";
import type { Clock } from "../../../provider/clock";
import { type ConnectionPhase, UnreachableError } from "../../../provider/errors";
import type { Host } from "../../../provider/hosts/host";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { seenHalfOpen } from "../../lab/simulated/half-open";
import { ManualClock } from "../../support/manual-clock";
import { openHost } from "../../support/open-host";
import { until } from "../../support/until";
import { isProbe, reply, SshTestServer, type TestServerOptions } from "./ssh-test-server";

const timeouts = { connectSeconds: 20, commandSeconds: 60 };

describe("a silent SSH peer", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  function open(connection: SshConnection, clock: Clock): Host {
    const readSecret = (_property: string, source: unknown) => String(source);
    return openHost(connection, { clock, timeouts, readSecret });
  }

  async function start(options: TestServerOptions): Promise<SshTestServer> {
    const server = await SshTestServer.start(options);
    cleanups.push(() => server.stop());
    return server;
  }

  /** A TCP peer that says `words` and then nothing; tells how much it has heard. */
  async function rawPeer(words: string) {
    const sockets: Socket[] = [];
    let heard = 0;
    let gone = 0;
    const server: Server = createServer((socket) => {
      sockets.push(socket);
      socket.on("data", (chunk) => {
        heard += chunk.length;
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        gone += 1;
      });
      socket.write(words);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const connection: SshConnection = {
      transport: "ssh",
      host: "127.0.0.1",
      port,
      user: "admin",
      password: "right",
      hostKey: "insecureAcceptAny",
    };
    const hangUp = () => {
      for (const socket of sockets) socket.destroy();
    };
    return { connection, came: () => sockets.length, heard: () => heard, gone: () => gone, hangUp };
  }

  async function expectDeadline(
    run: Promise<unknown>,
    clock: ManualClock,
    seconds: number,
    expected: { readonly phase: ConnectionPhase; readonly commandMayHaveRun: boolean },
  ): Promise<void> {
    let settled = false;
    const markManaged = () => {
      settled = true;
    };
    run.then(markManaged, markManaged);
    await clock.advance(seconds * 1000 - 1);
    assert.equal(settled, false, "it gave up before its deadline");
    await clock.advance(1);
    await assert.rejects(run, (error) => {
      assert.ok(error instanceof UnreachableError, String(error));
      const { phase, commandMayHaveRun, timedOut } = error;
      assert.deepEqual({ phase, commandMayHaveRun, timedOut }, { ...expected, timedOut: true });
      assert.match(error.message, new RegExp(`^UNREACHABLE: .* on 127\\.0\\.0\\.1: .*phase: ${phase}\\)`));
      assert.match(error.message, new RegExp(`within ${seconds} s`));
      return true;
    });
    assert.equal(clock.pending, 0, "a timer is left");
  }

  /** Fails unless a command that says something, and whose channel is never closed, ends at its deadline. */
  async function expectUnclosed(
    say: (channel: ServerChannel) => void,
    expected: Parameters<typeof expectDeadline>[3],
  ): Promise<void> {
    let inputEnded = false;
    const server = await start({
      execute: (line, channel) => {
        if (isProbe(line)) return reply(channel, "Windows_NT+$PSHOME\r\n");
        say(channel);
        channel.resume();
        channel.on("end", () => {
          inputEnded = true;
        });
      },
    });
    const clock = new ManualClock();
    const run = open(server.connection(), clock).run("reg query", { timeoutSeconds: 7 });
    await until(() => inputEnded);
    await expectDeadline(run, clock, 7, expected);
    await until(() => server.sockets.size === 0);
  }

  it("that does not even take the connection ends in the phase connect", async () => {
    const peer = await rawPeer("");
    const atOnce: Clock = {
      now: () => 0,
      monotonic: () => 0,
      setTimer: (_milliseconds, callback) => {
        queueMicrotask(callback);
        return () => {};
      },
    };
    await assert.rejects(open(peer.connection, atOnce).run("x"), { ...seenHalfOpen.connect, timedOut: true });
    // Whatever the attempt had left behind would arrive before the next one.
    const next = assert.rejects(open(peer.connection, new ManualClock()).run("x"));
    await until(() => peer.heard() > 0);
    assert.equal(peer.came(), 1);
    peer.hangUp();
    await next;
  });

  it("after accepting ends in the phase banner", async () => {
    const peer = await rawPeer("");
    const clock = new ManualClock();
    const run = open(peer.connection, clock).run("x");
    await until(() => peer.heard() > 0);
    await expectDeadline(run, clock, 20, seenHalfOpen.banner);
    await until(() => peer.gone() === 1);
  });

  it("after its banner ends in the phase key exchange", async () => {
    const peer = await rawPeer("a greeting\r\nSSH-2.0-silent\r\n");
    const clock = new ManualClock();
    const run = open(peer.connection, clock).run("x");
    await until(() => peer.heard() > 300);
    await expectDeadline(run, clock, 20, { phase: "key exchange", commandMayHaveRun: false });
    await until(() => peer.gone() === 1);
  });

  it("after the key exchange ends in the phase authentication", async () => {
    const server = await start({ authenticate: () => {} });
    const clock = new ManualClock();
    const run = open(server.connection(), clock).run("x");
    await until(() => server.logins.length === 1);
    await expectDeadline(run, clock, 20, seenHalfOpen.authentication);
    await until(() => server.sockets.size === 0);
  });

  it("after authentication ends in the phase opening a channel", async () => {
    const server = await start({ acceptsSessions: false });
    const clock = new ManualClock();
    const run = open(server.connection(), clock).run("x");
    await until(() => server.sessions === 1);
    await expectDeadline(run, clock, 60, { phase: "opening a channel", commandMayHaveRun: false });
    await until(() => server.sockets.size === 0);
  });

  it("after the exec request ends in the phase starting the command, and the command may have run", async () => {
    const server = await start({ acceptsExec: false });
    const clock = new ManualClock();
    const run = open(server.connection(), clock).run("x");
    await until(() => server.commands.length === 1);
    await expectDeadline(run, clock, 60, seenHalfOpen.exec);
    await until(() => server.sockets.size === 0);
  });

  it("after half of its output ends in the phase waiting for output, and the command may have run", async () => {
    await expectUnclosed((channel) => channel.write("HKEY_LOCAL_MACH"), seenHalfOpen.output);
  });

  it("after its exit code, without closing, ends in the phase waiting for output", async () => {
    const say = (channel: ServerChannel) => {
      channel.write("done\r\n");
      channel.exit(0);
    };
    await expectUnclosed(say, seenHalfOpen.close);
  });

  it("takes its limit for connecting from the call, if it has one", async () => {
    const peer = await rawPeer("");
    const clock = new ManualClock();
    const run = open(peer.connection, clock).run("x", { connectTimeoutSeconds: 3 });
    await until(() => peer.heard() > 0);
    await expectDeadline(run, clock, 3, { phase: "banner", commandMayHaveRun: false });
  });
});
