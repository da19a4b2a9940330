import assert from "node:assert/strict";
import { type Duplex, PassThrough } from "node:stream";
import { systemClock } from "../../provider/clock";
import { UnreachableError } from "../../provider/errors";
import type { Dialling } from "../../provider/hosts/ssh/dial";
import { notReached } from "../../provider/hosts/ssh/dial";
import { silent } from "../../provider/hosts/ssh/failure";
import { SshSession, type SshTarget } from "../../provider/hosts/ssh/session";
import { ManualClock } from "../support/manual-clock";
import { until } from "../support/until";

const target: SshTarget = {
  host: "vpn01",
  port: 22,
  user: "admin",
  prefix: "",
  credential: { method: "password", password: "right" },
  policy: { kind: "any" },
  keepaliveSeconds: 10,
};

describe("an SSH session over any way", () => {
  /** A way that leads somewhere when told so. */
  function slowWay() {
    let arrive = (_stream: Duplex) => {};
    let givenUp = 0;
    const dialling: Dialling = {
      stream: new Promise((resolve) => {
        arrive = resolve;
      }),
      overdue: (seconds) => silent(target, notReached, seconds),
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

  it("has no deadline of its own where whoever waits has one", async () => {
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

  it("is closed at once where nothing was reached", async () => {
    const { way, givenUp } = slowWay();
    const session = new SshSession(target, way, systemClock, 20);
    const opened = assert.rejects(session.opened, /closed from this side/);
    await session.close();
    await opened;
    assert.equal(givenUp(), 1);
  });
});
