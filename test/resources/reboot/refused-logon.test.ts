import assert from "node:assert/strict";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { renderFor } from "../../../provider/hosts/host";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { InProcessHost } from "../../lab/simulated/in-process-host";
import { plainLine } from "../../lab/simulated/plain-line";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const forEver = Number.POSITIVE_INFINITY;

/** A host that refuses every logon for so many seconds after its boot. */
class RefusingScene extends Scene {
  readonly host: InProcessHost = this.windows.asHost("vpn01");
  readonly logonsAt: number[] = [];

  constructor(private readonly seconds: number) {
    super();
    const { power } = this.windows;
    power.listen({ booted: () => this.refuseFor(this.seconds) });
    const loggedOn = power.behaviour;
    const { clock, logonsAt } = this;
    let logons = loggedOn.logons;
    Object.defineProperty(loggedOn, "logons", {
      get: () => {
        logonsAt.push(clock.monotonic());
        return logons;
      },
      set: (to) => {
        logons = to;
      },
    });
  }

  refuseFor(seconds: number): void {
    const { behaviour } = this.windows.power;
    behaviour.logons = "refused";
    if (seconds === forEver) return;
    this.clock.setTimer(seconds * 1_000, () => {
      behaviour.logons = "accepted";
    });
  }

  /** Seconds between one logon and the next, from the first refused one on. */
  get gaps(): number[] {
    return this.logonsAt
      .slice(2)
      .map((at, index) => Math.round((at - (this.logonsAt[index + 1] ?? 0)) / 1_000));
  }
}

describe("a logon that is refused while its host boots", () => {
  for (const [seconds, gaps] of [
    [5, [15]],
    [40, [15, 30]],
    [100, [15, 30, 60]],
  ] as const) {
    it(`is tried again ${gaps.length} times where it is refused for ${seconds} s`, async () => {
      const scene = new RefusingScene(seconds);
      await scene.writeSetting();
      const work = createReboot(scene.context(scene.host), scene.inputs());
      const { outs } = await scene.clock.runUntilSettled(work);
      assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
      assert.deepEqual(scene.gaps, gaps);
      assert.match(scene.told.join("\n"), /refuses the logon that it accepted earlier .*try 1 of 3/);
    });
  }

  it("ends the run after three further tries, and the next run resumes", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    const stored = await unfinishedState(scene, createReboot(scene.context(scene.host), scene.inputs()));
    assert.match(stored.statusReason, /^AUTHENTICATION: the host rejected the password/);
    assert.deepEqual(scene.gaps, [15, 30, 60]);
    await scene.clock.advance(600_000);
    assert.equal(scene.host.logons, 5);
    scene.windows.power.behaviour.logons = "accepted";
    const again = updateReboot(scene.context(scene.windows.asHost("vpn01")), "id", stored, scene.inputs());
    const { outs } = await scene.clock.runUntilSettled(again);
    assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
  });

  it("is not tried again later than the deadline", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    const startedAt = scene.clock.monotonic();
    const inputs = scene.inputs({ timeoutSeconds: 80 });
    const stored = await unfinishedState(scene, createReboot(scene.context(scene.host), inputs));
    assert.match(stored.statusReason, /^AUTHENTICATION/);
    assert.deepEqual(scene.gaps, [15]);
    assert.ok(scene.clock.monotonic() - startedAt <= 80_000);
  });

  it("ends a run at once in which the host has not taken it", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    const stored = await unfinishedState(
      scene,
      createReboot(scene.context(scene.host), scene.inputs({ timeoutSeconds: 30 })),
    );
    await scene.clock.advance(60_000);
    const host = scene.windows.asHost("vpn01");
    const work = updateReboot(scene.context(host), "id", stored, scene.inputs());
    await assert.rejects(scene.clock.runUntilSettled(work), { code: "AUTHENTICATION" });
    await scene.clock.advance(600_000);
    assert.equal(host.logons, 1);
  });

  it("ends a run at once that has not requested a restart", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    await scene.host.run("echo taken");
    await scene.host.disconnect();
    scene.refuseFor(5);
    const work = createReboot(scene.context(scene.host), scene.inputs());
    await assert.rejects(scene.clock.runUntilSettled(work), { code: "AUTHENTICATION" });
    assert.deepEqual([scene.host.logons, scene.requests], [2, []]);
  });

  it("ends a run at once whose request has not reached the host", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    const { host } = scene;
    const run = host.run.bind(host);
    host.run = async (line, limits) => {
      if (/shutdown/.test(plainLine(renderFor("cmd", line)))) {
        await host.disconnect();
        scene.refuseFor(5);
      }
      return run(line, limits);
    };
    const work = createReboot(scene.context(host), scene.inputs());
    await assert.rejects(scene.clock.runUntilSettled(work), { code: "AUTHENTICATION" });
    assert.deepEqual([host.logons, scene.requests], [2, []]);
  });

  it("is tried again by a run that took it elsewhere and resumes a restart", async () => {
    const scene = new RefusingScene(0);
    await scene.writeSetting();
    const inputs = scene.inputs({ timeoutSeconds: 30 });
    const stored = await unfinishedState(scene, createReboot(scene.context(scene.host), inputs));
    await scene.clock.advance(60_000);
    await scene.host.run("echo the setting's");
    await scene.host.disconnect();
    scene.refuseFor(20);
    const work = updateReboot(scene.context(scene.host), "id", stored, scene.inputs());
    const { outs } = await scene.clock.runUntilSettled(work);
    assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
  });

  it("is tried again right after the proof", async () => {
    const scene = new RefusingScene(0);
    await scene.writeSetting();
    const { host } = scene;
    const run = host.run.bind(host);
    let looks = 0;
    host.run = async (line, limits) => {
      if (/PackagesPending/.test(plainLine(renderFor("cmd", line))) && ++looks === 2) {
        await host.disconnect();
        scene.refuseFor(20);
        return run(line, { ...limits, onlyOver: undefined });
      }
      return run(line, limits);
    };
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(host), scene.inputs()));
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
    assert.equal(looks, 3);
  });

  it("keeps no other host from being tried, and gives none that never took it a further try", async () => {
    const scene = new RefusingScene(forEver);
    await scene.writeSetting();
    const gate = CredentialGate.of(new Map());
    scene.host.gate = gate;
    const [good, bad] = [0, 1].map((index) => {
      const windows = new SimulatedWindows({ clock: scene.clock });
      const host = windows.asHost(`vpn1${index}`);
      host.gate = gate;
      if (index === 1) windows.power.behaviour.logons = "refused";
      return host;
    });
    assert.ok(good !== undefined && bad !== undefined);
    await unfinishedState(scene, createReboot(scene.context(scene.host), scene.inputs()));
    await good.run("echo hello");
    await assert.rejects(bad.run("echo hello"), { code: "AUTHENTICATION" });
    await assert.rejects(bad.run("echo hello"), /on vpn11, earlier in this run/);
    await assert.rejects(scene.host.run("echo hello"), /on vpn01, earlier in this run/);
    assert.deepEqual([scene.host.logons, good.logons, bad.logons], [5, 1, 1]);
  });
});
