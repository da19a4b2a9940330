import assert from "node:assert/strict";
import fc from "fast-check";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { checkAsyncProperty } from "../../support/property";
import { Scene } from "./scene";

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
});
