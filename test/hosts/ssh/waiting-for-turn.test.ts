import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { openingSecondsOf } from "../../../provider/hosts/same-connection";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { errorOf } from "./ssh-lab";
import type { SshTestServer } from "./ssh-test-server";
import { oneWaits, run, TurnLab, user } from "./turn-lab";

describe("an SSH host that waits until it may be offered a password", () => {
  const lab = new TurnLab();
  afterEach(() => lab.end());

  /** Two servers that leave each log-in request undecided, and who connects to them. */
  async function twoUndecided() {
    const { servers, requests } = await lab.undecided(2);
    const [first, second] = servers as [SshTestServer, SshTestServer];
    const clock = new ManualClock();
    return { first, second, requests, clock, pool: lab.pool(undefined, clock) };
  }

  it("a password is offered to the next host where one does not respond, and the wait counts for no deadline", async () => {
    const { first, second, requests, clock, pool } = await twoUndecided();
    const silent = errorOf(run(pool, first, {}, 30));
    await until(() => requests.length === 1);
    await clock.advance(1_000);
    let isOver = false;
    const waiting = errorOf(run(pool, second, {}, 5)).finally(() => {
      isOver = true;
    });
    await oneWaits(clock);
    await clock.advance(29_000);
    assert.match((await silent).message, /no response within 30 s .*phase: authentication/);
    await until(() => requests.length === 2);
    await clock.advance(4_999);
    assert.equal(isOver, false);
    await clock.advance(1);
    assert.match((await waiting).message, /no response within 5 s .*phase: authentication/);
    assert.equal(clock.pending, 0);
  });

  it("a wait for another host's response is no part of the time that connecting took", async () => {
    const { first, second, requests, clock, pool } = await twoUndecided();
    const silent = errorOf(run(pool, first, {}, 15));
    await until(() => requests.length === 1);
    const waiting = run(pool, second);
    await oneWaits(clock);
    await clock.advance(15_000);
    await silent;
    await until(() => requests.length === 2);
    await clock.advance(3_000);
    requests[1]?.accept();
    assert.equal(openingSecondsOf(await waiting), 3);
  });

  it("a connection that the host ended while it waited is opened again at its turn", async () => {
    const { first, second, requests, clock, pool } = await twoUndecided();
    const shown = run(pool, first);
    await until(() => requests.length === 1);
    const cut = run(pool, second);
    await oneWaits(clock);
    second.drop();
    await until(() => second.sockets.size === 0);
    requests[0]?.accept();
    await shown;
    await until(() => requests.length === 2);
    requests[1]?.accept();
    assert.equal((await cut).exitCode, 0);
    assert.deepEqual([second.connections, second.logins], [2, ["password"]]);
  });

  it("a host that is gone when its turn comes is unreachable, and never sees the password", async () => {
    const { first, second, requests, clock, pool } = await twoUndecided();
    const shown = run(pool, first);
    await until(() => requests.length === 1);
    const cut = errorOf(run(pool, second));
    await oneWaits(clock);
    await second.stop();
    requests[0]?.accept();
    await shown;
    assert.equal((await cut).code, "UNREACHABLE");
    assert.deepEqual(second.logins, []);
  });

  it("a host whose jump host waits loses none of its time", async () => {
    const { first, second: jump, requests, clock, pool } = await twoUndecided();
    const silent = errorOf(run(pool, first, {}, 30));
    await until(() => requests.length === 1);
    const { transport: _transport, ...jumpHost } = jump.connection({ user });
    let over = 0;
    const behind = (name: string) =>
      errorOf(run(pool, first, { user: name, jumpHost }, 5)).finally(() => {
        over += 1;
      });
    const early = behind("one");
    await oneWaits(clock);
    const late = behind("two");
    await clock.advance(30_000);
    await silent;
    await until(() => requests.length === 2);
    await clock.advance(4_999);
    assert.equal(over, 0);
    await clock.advance(1);
    for (const { message } of [await early, await late]) assert.match(message, /within 5 s .*jump host/);
  });
});
