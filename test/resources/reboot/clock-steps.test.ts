import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const hour = 3_600_000;

describe("a restart while the clock of the machine that runs Pulumi is set", () => {
  it("times out when its time is over, though the clock is set back", async () => {
    const scene = new Scene({ power: { afterRestart: "neverReturns" } });
    await scene.writeSetting();
    scene.clock.setTimer(30_000, () => scene.clock.step(-hour));
    const startedAt = scene.clock.monotonic();
    const work = createReboot(scene.context(), scene.inputs({ timeoutSeconds: 120 }));
    const stored = await unfinishedState(scene, work);
    assert.match(stored.statusReason, /^REBOOT_TIMEOUT/);
    assert.ok(Math.abs(scene.clock.monotonic() - startedAt - 120_000) <= 1_000);
    assert.ok(scene.told.length >= 12, "no news for long");
  });

  for (const by of [-48 * hour, 48 * hour]) {
    it(`is resumed for a minute at least, and no longer than a whole one, with the clock set by ${by / hour} hours since`, async () => {
      const scene = new Scene({ power: { afterRestart: "neverReturns" } });
      await scene.writeSetting();
      const inputs = scene.inputs({ timeoutSeconds: 120 });
      const stored = await unfinishedState(scene, createReboot(scene.context(), inputs));
      scene.clock.step(by);
      const startedAt = scene.clock.monotonic();
      const again = await unfinishedState(scene, updateReboot(scene.context(), "id", stored, inputs));
      const seconds = (scene.clock.monotonic() - startedAt) / 1_000;
      assert.ok(seconds >= 60 && seconds <= 121, `took ${seconds} s`);
      assert.equal(again.lastReboot?.requested, stored.lastReboot?.requested);
    });
  }

  it("does not time out a host that came back while the machine that runs Pulumi slept", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.clock.setTimer(25_000, () => scene.clock.sleep(8 * hour));
    const work = createReboot(scene.context(), scene.inputs({ timeoutSeconds: 120 }));
    const { outs } = await scene.clock.runUntilSettled(work);
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
    assert.equal(outs.lastReboot?.tookSeconds, undefined, "nobody watched");
  });

  it("gives a host that does not answer at first its time, though the clock is set forward", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.power.crash();
    scene.clock.setTimer(5_000, () => scene.clock.step(hour));
    const inputs = scene.inputs({ timeouts: { connectSeconds: 100 } });
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
    assert.equal(outs.status, "active");
  });
});
