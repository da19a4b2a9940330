import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { ManualClock } from "../../support/manual-clock";
import { Scene } from "./scene";

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
    const lastReboot = { change: "c0", requested, back: "2026-01-01T00:02:00Z", evidence: "seen" };
    const update = updateReboot(scene.context(), "id", { ...outs, lastReboot }, scene.inputs(inputs));
    assert.equal((await scene.clock.runUntilSettled(update)).outs.status, "active");
  });

  it("that has been requested is followed to its end, whatever the time", async () => {
    const scene = await sceneAt(opening);
    scene.windows.power.behaviour.bootSeconds = 1_500;
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(inputs)));
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
    assert.ok(scene.clock.now() > opening + 20 * 60_000);
  });
});
