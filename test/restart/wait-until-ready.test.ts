import assert from "node:assert/strict";
import { createServer } from "node:net";
import { systemClock } from "../../provider/clock";
import { AuthenticationError, NotReadyError } from "../../provider/errors";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { type Host, runningBy } from "../../provider/hosts/host";
import { probeTcp, type TcpProbe } from "../../provider/hosts/tcp-probe";
import { type ReadinessWait, waitUntilReady } from "../../provider/restart/wait-until-ready";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";

const refusal = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });

/** A wait of 300 s for a machine that is up, on a clock of its own. */
class Wait {
  readonly clock = new ManualClock();
  readonly windows = new SimulatedWindows({ clock: this.clock });
  readonly told: string[] = [];
  readonly probed: string[] = [];
  stops = 0;
  /** What comes of connecting to a port. */
  connect: (name: string) => Promise<void> = () => Promise.reject(refusal);
  interrupt: () => Promise<void> = async () => assert.fail("nothing is to be interrupted");
  isOver = false;

  options(more: Partial<ReadinessWait>): ReadinessWait {
    const probe: TcpProbe = (host, port) => {
      this.probed.push(`${host}:${port}`);
      return { reached: this.connect(`${host}:${port}`), stop: () => void this.stops++ };
    };
    return {
      host: this.windows.asHost("vpn01"),
      address: "vpn01",
      clock: this.clock,
      timeouts: defaultTimeouts,
      readyWhen: { services: ["RasMan"] },
      machine: { computerName: "LAB-WIN01", machineGuid: "6f2c7a3e-54d1-4c0e-9b1a-3f8e2d70c915" },
      probe,
      deadlineAt: this.clock.monotonic() + 300_000,
      progress: (text) => this.told.push(text),
      onInterrupt: (end) => {
        this.interrupt = end;
        return () => {
          this.isOver = true;
        };
      },
      ...more,
    };
  }

  begin(more: Partial<ReadinessWait> = {}) {
    return this.clock.runUntilSettled(waitUntilReady(this.options(more)));
  }
}

const message = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

describe("a wait for TCP ports", () => {
  const tcp = [1723, { host: "vpn.example.net", port: 443 }];

  it("connects to those of the connection's host and of others, until all are open at once", async () => {
    const wait = new Wait();
    const opensAt = wait.clock.now() + 30_000;
    wait.connect = (name) =>
      name === "vpn01:1723" || wait.clock.now() >= opensAt ? Promise.resolve() : Promise.reject(refusal);
    const { notReady, failure } = await wait.begin({ readyWhen: { tcp } });
    assert.deepEqual([notReady, failure], [[], undefined]);
    assert.ok(wait.clock.now() - opensAt <= 2_000);
    assert.deepEqual(wait.probed.slice(0, 2), ["vpn01:1723", "vpn.example.net:443"]);
    assert.match(wait.told[0] ?? "", /^starting, vpn\.example\.net:443 not ready, \d+ s left$/);
    assert.equal(wait.stops, wait.probed.length);
    assert.deepEqual(wait.windows.commands, []);
  });

  it("names each that is closed, with its reason, at the deadline", async () => {
    const wait = new Wait();
    const codes = ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH"];
    wait.connect = (name) =>
      name.endsWith(":4")
        ? new Promise(() => {})
        : Promise.reject(Object.assign(new Error(), { code: codes[Number(name.slice(-1)) - 1] }));
    const { notReady, failure } = await wait.begin({ readyWhen: { tcp: [1, 2, 3, 4] } });
    assert.deepEqual(notReady, [
      "port 1 refuses connections",
      "port 2 cannot be reached, because the host name could not be resolved",
      "port 3 cannot be reached (EHOSTUNREACH)",
      "port 4 does not answer",
    ]);
    assert.ok(failure instanceof NotReadyError);
    assert.match(
      failure.message,
      /on vpn01: port 1 refuses connections, port 2 .*, and port 4 does not answer, /,
    );
  });

  it("gives an attempt that nothing answers 5 s, or connectSeconds where that is less", async () => {
    for (const [connectSeconds, least] of [
      [20, 5_000],
      [2, 2_000],
    ] as const) {
      const wait = new Wait();
      wait.connect = () => new Promise(() => {});
      const timeouts = { ...defaultTimeouts, connectSeconds };
      const deadlineAt = wait.clock.monotonic() + 1;
      await wait.begin({ readyWhen: { tcp: [1] }, timeouts, deadlineAt });
      assert.equal(wait.clock.monotonic() - deadlineAt + 1, least);
    }
  });

  it("finds a port of this machine open, and closed, by connecting to it", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const real = { probe: probeTcp, clock: systemClock, address: "127.0.0.1" };
    const look = () =>
      waitUntilReady(
        new Wait().options({
          ...real,
          readyWhen: { tcp: [port, { host: "localhost", port }] },
          deadlineAt: systemClock.monotonic() + 1_000,
        }),
      );
    assert.deepEqual((await look()).notReady, []);
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual((await look()).notReady, [
      `port ${port} refuses connections`,
      `localhost:${port} refuses connections`,
    ]);
  });
});

describe("a wait for services", () => {
  it("believes another machine nothing, and goes on", async () => {
    const wait = new Wait();
    const machine = { computerName: "OTHER", machineGuid: "00000000-0000-4000-8000-000000000000" };
    const { notReady } = await wait.begin({ machine });
    assert.deepEqual(notReady, ["nothing is known of the services, because another machine answers"]);
  });

  it("outlasts a host that is down for a while, and a connection that is cut", async () => {
    const wait = new Wait();
    wait.windows.power.behaviour.bootSeconds = 60;
    wait.windows.power.crash();
    wait.windows.faults.add({ when: /sc query/, nth: 1, effect: { kind: "cut", when: "during" } });
    const { notReady, failure } = await wait.begin();
    assert.deepEqual([notReady, failure], [[], undefined]);
    assert.match(wait.told.join("\n"), /^starting, the host not ready, \d+ s left/);
  });

  it("keeps what a look found where the deadline cuts the next one short", async () => {
    const wait = new Wait();
    wait.windows.services.install("RasMan", { outcome: "hangs" });
    await wait.windows.power.bootAtOnce();
    wait.windows.faults.add({ when: /sc query/, nth: 2, times: 100, effect: { kind: "silence" } });
    const { notReady, failure } = await wait.begin({ deadlineAt: wait.clock.monotonic() + 30_000 });
    assert.deepEqual(notReady, ["RasMan is starting"]);
    assert.match(message(failure), /NOT_READY: .*RasMan is starting, 30 s after/);
    assert.equal(wait.clock.monotonic(), 30_000 + Date.UTC(2026, 0, 1));
  });

  it("looks less often once it has taken a minute", async () => {
    const wait = new Wait();
    wait.windows.services.install("RasMan", { outcome: "hangs" });
    wait.windows.power.bootAtOnce();
    await wait.begin();
    const looks = wait.windows.commands.length;
    assert.ok(looks >= 30 + 46 && looks <= 30 + 50, `${looks} looks`);
  });

  it("ends with what a host answers that is no matter of time", async () => {
    const wait = new Wait();
    const rejected = new AuthenticationError({
      operation: "log in",
      host: "vpn01",
      problem: "no",
      hint: "Yes.",
    });
    const host: Host = runningBy(wait.windows.asHost("vpn01"), () => Promise.reject(rejected));
    const { notReady, failure } = await wait.begin({ host });
    assert.deepEqual([notReady, failure], [["the host could not be asked: no"], rejected]);
  });

  it("tries a logon again that a booting host refuses", async () => {
    const wait = new Wait();
    const host = wait.windows.asHost("vpn01");
    await host.run("ver");
    await host.disconnect();
    wait.windows.power.behaviour.logons = "refused";
    wait.clock.setTimer(20_000, () => {
      wait.windows.power.behaviour.logons = "accepted";
    });
    assert.deepEqual(await wait.begin({ host }), { notReady: [] });
  });

  it("ends at an interrupt, with its connections", async () => {
    const wait = new Wait();
    wait.connect = () => new Promise(() => {});
    let ended = false;
    const work = waitUntilReady(wait.options({ readyWhen: { services: ["RasMan"], tcp: [1] } }));
    void work.then(() => {
      ended = true;
    });
    await wait.clock.advance(1_000);
    assert.deepEqual([ended, wait.stops], [false, 0]);
    await wait.interrupt();
    await wait.clock.advance(0);
    assert.deepEqual([ended, wait.stops, wait.isOver], [true, 1, true]);
  });
});
