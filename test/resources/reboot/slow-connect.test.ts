import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { PowerBehaviour } from "../../lab/simulated/power";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

/** Restarts a host that takes so many seconds to connect before the boot, and after it; gives the seconds until it was seen back. */
async function seenBackAfter(
  before: number,
  after: number,
  power: Partial<PowerBehaviour> = {},
): Promise<number> {
  const scene = new Scene({ power: { connectSeconds: before, ...power } });
  await scene.writeSetting();
  let bootedAt = 0;
  scene.windows.power.listen({
    booted: () => {
      bootedAt = scene.clock.now();
      scene.windows.power.behaviour.connectSeconds = after;
    },
  });
  const { outs } = await scene.clock.runUntilSettled(
    createReboot(scene.context(), scene.inputs({ timeoutSeconds: 300 })),
  );
  assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
  return (Date.parse(outs.lastReboot?.back ?? "") - bootedAt) / 1_000;
}

describe("a host that takes long to connect", () => {
  const cases: [before: number, after: number, most: number][] = [
    [0, 0, 3],
    [0.1, 0.1, 3],
    [3, 3, 7],
    [10, 10, 31],
    [0.1, 6, 65],
    [0.1, 10, 100],
    [6, 0.1, 12],
  ];
  for (const connections of ["dropped", "silent"] as const) {
    for (const [before, after, most] of cases) {
      it(`is seen back within ${most} s, ${before} s to connect before and ${after} s after, ${connections} while down`, async () => {
        const seconds = await seenBackAfter(before, after, { connections });
        assert.ok(seconds <= most, `took ${seconds} s`);
      });
    }
  }

  it("costs a host that connects fast an eighth of its silence at most", async () => {
    for (const bootSeconds of [17, 33, 60, 150, 200]) {
      const seconds = await seenBackAfter(0.1, 0.1, { connections: "silent", bootSeconds });
      const most = bootSeconds < 40 ? 3 : bootSeconds / 8 + 2;
      assert.ok(seconds <= most, `took ${seconds} s after ${bootSeconds} s`);
    }
  });

  it("is seen back by the run that resumes its restart", async () => {
    const scene = new Scene({ power: { connectSeconds: 3, bootSeconds: 100 } });
    await scene.writeSetting();
    const work = createReboot(scene.context(), scene.inputs({ timeoutSeconds: 60 }));
    const stored = await unfinishedState(scene, work);
    const again = updateReboot(scene.context(), "id", stored, scene.inputs({ timeoutSeconds: 200 }));
    const { outs } = await scene.clock.runUntilSettled(again);
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
  });

  it("is given no longer than connectSeconds, nor than the deadline", async () => {
    const scene = new Scene({ power: { connectSeconds: 3, connections: "silent" } });
    await scene.writeSetting();
    scene.windows.power.listen({
      wentDown: () => {
        scene.windows.power.behaviour.connectSeconds = 3_600;
      },
    });
    const host = scene.windows.asHost("vpn01");
    const given: number[] = [];
    const run = host.run.bind(host);
    host.run = (line, limits = {}) => {
      given.push(limits.connectTimeoutSeconds ?? 0);
      return run(line, limits);
    };
    const startedAt = scene.clock.monotonic();
    const inputs = scene.inputs({ timeoutSeconds: 400, timeouts: { connectSeconds: 15 } });
    const stored = await unfinishedState(scene, createReboot(scene.context(host), inputs));
    assert.match(stored.statusReason, /^REBOOT_TIMEOUT/);
    assert.equal(Math.max(...given), 15);
    assert.ok(scene.clock.monotonic() - startedAt <= 401_000);
  });
});
