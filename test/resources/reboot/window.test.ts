import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { ManualClock } from "../../support/manual-clock";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const inputs = { window: { days: ["sat" as const], from: "22:00", to: "22:20", timeZone: "UTC" } };
/** A Saturday. */
const opening = Date.UTC(2026, 0, 3, 22);

describe("a restart with a maintenance window", () => {
  const sceneAt = async (time: number) => {
    const scene = new Scene({}, new ManualClock(time));
    await scene.writeSetting();
    return scene;
  };

  it("comes within it", async () => {
    const scene = await sceneAt(opening);
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(inputs)));
    assert.deepEqual([outs.status, scene.windows.boots, scene.warnings], ["active", 1, []]);
  });

  it("is put off before it, and comes with the next run within it", async () => {
    const scene = await sceneAt(opening - 3_600_000);
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(inputs)));
    assert.deepEqual([outs.status, scene.requests], ["rebootPending", []]);
    assert.match(scene.warnings.join(), /^vpn01: not restarted \(out of the window\): it is sat 21:00 there/);
    await scene.clock.advance(3_600_000);
    const update = updateReboot(scene.context(), "id", outs, scene.inputs(inputs));
    assert.equal((await scene.clock.runUntilSettled(update)).outs.status, "active");
    assert.equal(scene.windows.boots, 1);
  });

  it("is put off where the window closes before it would be over, and what the last one took is what counts", async () => {
    const scene = await sceneAt(opening + 15 * 60_000);
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(inputs)));
    assert.match(
      scene.warnings.join(),
      /^vpn01: not restarted \(postponed\): .* 5 minutes before the window/,
    );
    const requested = "2026-01-01T00:00:00Z";
    const lastReboot = { change: "c0", requested, tookSeconds: 120, evidence: "seen" };
    const update = updateReboot(scene.context(), "id", { ...outs, lastReboot }, scene.inputs(inputs));
    assert.equal((await scene.clock.runUntilSettled(update)).outs.status, "active");
  });

  it("fits again after one whose return nobody watched, of which a run a day later learnt", async () => {
    const scene = await sceneAt(opening);
    const power = scene.windows.power.behaviour;
    const given = { timeoutSeconds: 60, warningSeconds: 5 };
    power.bootSeconds = 600;
    const stored = await unfinishedState(scene, createReboot(scene.context(), scene.inputs(given)));
    await scene.clock.advance(86_400_000);
    const resumed = updateReboot(scene.context(), "id", stored, scene.inputs(given));
    const { outs } = await scene.clock.runUntilSettled(resumed);
    assert.deepEqual([outs.status, outs.lastReboot?.tookSeconds], ["active", undefined]);
    await scene.clock.advance(opening + 7 * 86_400_000 - scene.clock.now());
    await scene.writeSetting();
    const next = scene.inputs({ ...inputs, ...given, timeoutSeconds: 900, triggers: { change: "c2" } });
    const update = updateReboot(scene.context(), "id", outs, next);
    assert.equal((await scene.clock.runUntilSettled(update)).outs.status, "active");
    assert.deepEqual([scene.windows.boots, scene.warnings], [2, []]);
  });

  it("is told to take as long as the last one took from going down until it was ready", async () => {
    const scene = await sceneAt(opening);
    scene.windows.power.behaviour.bootSeconds = 100;
    scene.windows.services.install("RasMan", { startsAfterSeconds: 300, startSeconds: 1 });
    const readyWhen = { services: ["RasMan"] };
    const create = createReboot(scene.context(), scene.inputs({ readyWhen, warningSeconds: 200 }));
    const { outs } = await scene.clock.runUntilSettled(create);
    const { down, ready, tookSeconds = 0 } = outs.lastReboot ?? {};
    assert.ok(tookSeconds >= 401 && tookSeconds < 430, `${tookSeconds} s`);
    assert.equal(tookSeconds, Math.ceil((Date.parse(ready ?? "") - Date.parse(down ?? "")) / 1_000));
  });

  it("does not tell how long it took where it was not ready in the end", async () => {
    const scene = await sceneAt(opening);
    scene.windows.services.install("RasMan", { outcome: "hangs" });
    const given = scene.inputs({ readyWhen: { services: ["RasMan"] }, timeoutSeconds: 300 });
    const stored = await unfinishedState(scene, createReboot(scene.context(), given));
    assert.equal(stored.lastReboot?.evidence?.includes("marker"), true);
    assert.equal(stored.lastReboot?.tookSeconds, undefined);
  });

  it("that has been requested is followed to its end, whatever the time", async () => {
    const scene = await sceneAt(opening);
    scene.windows.power.behaviour.bootSeconds = 1_500;
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(inputs)));
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
    assert.ok(scene.clock.now() > opening + 20 * 60_000);
  });
});
