import assert from "node:assert/strict";
import { AuthenticationError } from "../../../provider/errors";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import { dword } from "../../../provider/windows/registry-value";
import { KilledRun, type KillPoint } from "./killed-run";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

/** How long after the kill the next run begins: at once, while the host is warned or down, long after it is back. */
const pausesSeconds = [0, 4, 9, 60];
/** A quick host, so that every place can be tried. */
const quick = { power: { bootSeconds: 8, settleSeconds: 3 } };

describe("a restart whose run was killed", () => {
  it("ends active with at most one boot, wherever create was killed", async function () {
    this.timeout(20_000);
    const points = await killPoints();
    assert.ok(points.length >= 30, `only ${points.length} places to kill at`);
    for (const [at, point] of points.entries()) {
      const pauseSeconds = pausesSeconds[at % pausesSeconds.length] ?? 0;
      await killedThenDone(point, pauseSeconds, undefined);
    }
  });

  it("ends active with at most one boot, wherever update was killed", async () => {
    for (const nth of [1, 2, 3, 4, 6, 9, 12, 15, 16, 17, 18]) {
      for (const when of ["before", "after"] as const) {
        await killedThenDone({ nth, when }, pausesSeconds[nth % 4] ?? 0, storedActive);
      }
    }
  });

  it("continues to wait without a request where the first run gave up", async () => {
    const scene = new Scene({ power: { bootSeconds: 500 } });
    await scene.writeSetting();
    const inputs = scene.inputs({ timeoutSeconds: 100 });
    const stored = await unfinishedState(scene, createReboot(scene.context(), inputs));
    assert.equal(stored.status, "rebootPending");
    assert.equal(diffReboot(stored, inputs).changes, true);
    const again = await unfinishedState(scene, updateReboot(scene.context(), "id", stored, inputs));
    assert.equal(again.lastReboot?.requested, stored.lastReboot?.requested);
    const patient = scene.inputs({ timeoutSeconds: 1800 });
    const { outs } = await scene.clock.runUntilSettled(updateReboot(scene.context(), "id", again, patient));
    assert.equal(outs.status, "active");
    assert.equal(outs.lastReboot?.evidence?.includes("the marker is gone"), true);
    assert.equal(outs.lastReboot?.requested, stored.lastReboot?.requested);
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });

  it("requests again where the first shutdown was aborted, since the marker proves that no boot came", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.clock.setTimer(5_000, () => void scene.windows.execute("shutdown -a"));
    const stored = await unfinishedState(
      scene,
      createReboot(scene.context(), scene.inputs({ timeoutSeconds: 60 })),
    );
    const { outs } = await scene.clock.runUntilSettled(
      updateReboot(scene.context(), "id", stored, scene.inputs()),
    );
    assert.equal(outs.status, "active");
    assert.equal(scene.windows.boots, 1);
  });

  it("never restarts a second time for a change whose restart could not be proven", async () => {
    const scene = new Scene({ bootId: "missing" });
    await scene.writeSetting(false);
    await scene.windows.execute("wevtutil cl System");
    scene.windows.power.listen({ booted: () => scene.windows.eventLog.clear() });
    const inputs = scene.inputs({
      bootMarker: false,
      ifUnknown: "reboot",
      setting: scene.facts({ bootEvidence: {} }),
    });
    let stored = await unfinishedState(scene, createReboot(scene.context(), inputs));
    assert.equal(stored.status, "unknown");
    for (let run = 0; run < 3; run++) {
      const { outs } = await scene.clock.runUntilSettled(updateReboot(scene.context(), "id", stored, inputs));
      stored = outs;
    }
    assert.equal(stored.status, "unknown");
    assert.equal(scene.windows.boots, 1);
    assert.match(scene.warnings.join("\n"), /not restarted again/);
  });

  it("keeps the request when the credential is rejected midway, and does not retry", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const host = scene.windows.asHost("vpn01");
    let refused = 0;
    const run = host.run.bind(host);
    host.run = async (line, limits) => {
      if (scene.windows.boots === 0) return run(line, limits);
      refused++;
      throw new AuthenticationError({ operation: "log in", host: "vpn01", problem: "no", hint: "Look." });
    };
    const stored = await unfinishedState(scene, createReboot(scene.context(host), scene.inputs()));
    assert.equal(refused, 1);
    assert.match(stored.statusReason, /^AUTHENTICATION/);
    const { outs } = await scene.clock.runUntilSettled(
      updateReboot(scene.context(), "id", stored, scene.inputs()),
    );
    assert.equal(outs.status, "active");
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });

  it("sees at a refresh that somebody else restarted the host, and writes nothing", async () => {
    const scene = new Scene({ power: { afterRestart: "neverReturns" } });
    await scene.writeSetting();
    const stored = await unfinishedState(
      scene,
      createReboot(scene.context(), scene.inputs({ timeoutSeconds: 60 })),
    );
    scene.windows.boot();
    const before = scene.windows.exportRegistry();
    const { props } = await readReboot(scene.context(), "id", stored);
    assert.equal(props.status, "active");
    assert.deepEqual(props.lastReboot, stored.lastReboot);
    assert.equal(scene.windows.exportRegistry(), before);
  });
});

/** Every place at which a run can be killed: around each command of an ordinary restart. */
async function killPoints(): Promise<KillPoint[]> {
  const scene = new Scene(quick);
  await scene.writeSetting();
  const whole = new KilledRun(scene.windows.asHost("vpn01"), scene.clock, { nth: 0, when: "before" });
  await scene.clock.runUntilSettled(
    createReboot(scene.context(whole.host, whole.clock), scene.inputs({ warningSeconds: 6 })),
  );
  const counted = whole.commands;
  return Array.from({ length: counted }, (_, at) => at + 1).flatMap((nth) => [
    { nth, when: "before" as const },
    { nth, when: "after" as const },
  ]);
}

async function killedThenDone(
  point: KillPoint,
  pauseSeconds: number,
  stored: ((scene: Scene) => RebootOutputs) | undefined,
): Promise<void> {
  const scene = new Scene(quick);
  await scene.writeSetting();
  const inputs = scene.inputs({ warningSeconds: 6 });
  const olds = stored?.(scene);
  const first = new KilledRun(scene.windows.asHost("vpn01"), scene.clock, point);
  void start(first.host, first.clock).catch(() => {});
  await scene.clock.runUntilSettled(first.killed);
  await scene.clock.advance(pauseSeconds * 1_000);
  const { outs } = await scene.clock.runUntilSettled(start());
  const what = `killed ${point.when} command ${point.nth}, next run ${pauseSeconds} s later`;
  assert.equal(outs.status, "active", what);
  assert.equal(scene.windows.boots, 1, what);
  assert.deepEqual(scene.windows.valueInForce, dword(2), what);

  function start(...around: Parameters<Scene["context"]>): Promise<{ outs: RebootOutputs }> {
    const context = scene.context(...around);
    return olds === undefined ? createReboot(context, inputs) : updateReboot(context, "id", olds, inputs);
  }
}

/** The state before the change: active, with an earlier restart on record. */
function storedActive(scene: Scene): RebootOutputs {
  return {
    ...scene.inputs({ triggers: { change: "c0" } }),
    host: "vpn01",
    status: "active",
    statusReason: "It was.",
    lastReboot: { change: "c0", requested: "2025-12-01T00:00:00.000Z", evidence: "the marker is gone" },
    pendingReasons: [],
    __stateVersion: 1,
  };
}
