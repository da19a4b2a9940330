import assert from "node:assert/strict";
import { type Duplex, PassThrough } from "node:stream";
import { afterEach, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import type { Wait } from "../../../provider/hosts/pausable-clock";
import type { SshTarget } from "../../../provider/hosts/ssh/credential";
import type { Dialling } from "../../../provider/hosts/ssh/dial";
import { direct } from "../../../provider/hosts/ssh/dial";
import { notReached, type SshAddress, sshFailures } from "../../../provider/hosts/ssh/failure";
import { SshSession } from "../../../provider/hosts/ssh/session";
import { ManualClock } from "../../support/manual-clock";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { SshLab } from "./ssh-lab";

const target: SshTarget = {
  host: "vpn01",
  port: 22,
  user: "admin",
  prefix: "",
  credential: { method: "password", password: "right" },
  names: { account: "admin", atHost: "admin" },
  gate: CredentialGate.of(new Map()),
  policy: { kind: "any" },
  keepaliveSeconds: 10,
};

describe("an SSH session over any way", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  /** A way that leads somewhere when told so. */
  function slowWay() {
    let arrive = (_stream: Duplex) => {};
    let givenUp = 0;
    const dialling: Dialling = {
      stream: new Promise((resolve) => {
        arrive = resolve;
      }),
      overdue: (seconds) => sshFailures.silent(notReached(target), seconds),
      giveUp: () => {
        givenUp += 1;
      },
      broken: () => undefined,
    };
    const way = { dial: () => dialling, close: () => Promise.resolve() };
    return { way, arrive: (stream: Duplex) => arrive(stream), givenUp: () => givenUp };
  }

  it("gives the way up at its deadline, and ends a stream that comes nevertheless, unheard", async () => {
    const { way, arrive, givenUp } = slowWay();
    const clock = new ManualClock();
    const session = new SshSession(target, way, clock, 3);
    const opened = assert.rejects(session.opened, /within 3 s \(port 22, phase: connect\)/);
    await clock.advance(3_000);
    await opened;
    assert.deepEqual([givenUp(), session.reached], [1, false]);
    const stream = new PassThrough();
    arrive(stream);
    await until(() => stream.destroyed);
    assert.equal(stream.readableLength, 0, "nothing was said");
    assert.equal(session.reached, false);
  });

  it("has no deadline of its own where its caller has one", async () => {
    const { way, givenUp } = slowWay();
    const clock = new ManualClock();
    const session = new SshSession(target, way, clock, undefined);
    const opened = assert.rejects(session.opened, UnreachableError);
    assert.equal(clock.pending, 0);
    assert.match(session.overdue(7).message, /within 7 s/);
    session.abandon();
    await opened;
    assert.equal(givenUp(), 1);
  });

  /** A session whose server says goodbye without an error: the library then ends its stream, and tells nobody. */
  async function ended() {
    const server = await lab.start();
    let socket: Duplex | undefined;
    const dial = (address: SshAddress, wait: Wait) => {
      const dialling = direct(stillClock).dial(address, wait);
      dialling.stream.then(
        (stream) => {
          socket = stream;
        },
        () => {},
      );
      return dialling;
    };
    const { host, port } = { host: "127.0.0.1", port: server.port };
    const session = new SshSession({ ...target, host, port }, { dial }, stillClock, 20);
    await session.opened;
    socket?.end();
    return { server, session };
  }

  it("has certainly sent no command where the connection was already closed silently", async () => {
    const { server, session } = await ended();
    await assert.rejects(session.execute("x", 1024, 20), (error) => {
      assert.ok(error instanceof UnreachableError, String(error));
      assert.deepEqual([error.phase, error.commandMayHaveRun], ["opening a channel", false]);
      assert.match(
        error.message,
        /could not run a command over SSH on 127.*: the connection was already closed \(port/,
      );
      return true;
    });
    assert.equal(session.isOpen, false);
    assert.deepEqual(server.commands, []);
  });

  it("leads nowhere either where the connection was already closed silently", async () => {
    const { session } = await ended();
    await assert.rejects(
      session.forward({ host: "vpn02", port: 22 }),
      /UNREACHABLE: .*the connection was already closed/,
    );
    assert.equal(session.isOpen, false);
  });

  it("is closed at once where nothing was reached", async () => {
    const { way, givenUp } = slowWay();
    const session = new SshSession(target, way, stillClock, 20);
    const opened = assert.rejects(
      session.opened,
      /Pulumi closed the connection .*\. Run the same command again\. See docs\/errors\.md#unreachable$/,
    );
    await session.close();
    await opened;
    assert.equal(givenUp(), 1);
  });
});
