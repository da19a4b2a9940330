import assert from "node:assert/strict";
import fc from "fast-check";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { checkAsyncProperty } from "../../support/property";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const hour = 3_600_000;

describe("a restart while the clock of the machine that runs Pulumi is set", () => {
  it("is looked after as often, and ends as soon, whenever the clock is set forward or back", async () => {
    const steps = fc.array(
      fc.record({
        at: fc.nat(100),
        by: fc.constantFrom(-24 * hour, -hour, -61_000, 61_000, hour, 24 * hour),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await checkAsyncProperty(
      fc.asyncProperty(steps, async (given) => {
        const scene = new Scene();
        await scene.writeSetting();
        for (const { at, by } of given) scene.clock.setTimer(at * 1_000, () => scene.clock.step(by));
        const startedAt = scene.clock.monotonic();
        const work = createReboot(scene.context(), scene.inputs({ timeoutSeconds: 120 }));
        const { outs } = await scene.clock.runUntilSettled(work);
        assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
        const seconds = (scene.clock.monotonic() - startedAt) / 1_000;
        assert.ok(seconds <= 64, `took ${seconds} s`);
        const { requested, down = "", back = "" } = outs.lastReboot ?? assert.fail();
        assert.ok(requested < down && down < back, "dates in order");
      }),
      { numRuns: Number(process.env.RUNS ?? 40) },
    );
  });

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
