import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { dword } from "../../../provider/windows/registry-value";
import { Scene } from "./scene";

const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";

/** A host that is guarded as a container. */
async function container(): Promise<Scene> {
  const scene = new Scene();
  await scene.writeSetting();
  scene.windows.registry.set(control, "ContainerType", dword(2));
  return scene;
}

describe("a restart that is held", () => {
  it("is a success with the status rebootPending, one warning, and nothing asked of the host", async () => {
    const scene = await container();
    const before = scene.windows.exportRegistry();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.equal(outs.status, "rebootPending");
    assert.match(outs.statusReason, /Not restarted \(guarded\): it is a container/);
    assert.equal(scene.warnings.length, 1);
    assert.match(scene.warnings[0] ?? "", /^vpn01: not restarted \(guarded\): it is a container .*\.$/);
    assert.deepEqual([scene.requests, scene.windows.boots], [[], 0]);
    assert.equal(scene.windows.exportRegistry(), before);
    assert.equal(outs.lastReboot, undefined);
  });

  it("remembers since when it has been pending, until it is over", async () => {
    const scene = await container();
    const startedAt = scene.clock.now();
    const first = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    await scene.clock.advance(86_400_000);
    const up = (olds: typeof first.outs) =>
      scene.clock.runUntilSettled(updateReboot(scene.context(), "id", olds, scene.inputs()));
    const second = await up(first.outs);
    assert.equal(second.outs.pendingSince, new Date(startedAt).toISOString());
    scene.windows.registry.delete(control, "ContainerType");
    const third = await up(second.outs);
    assert.deepEqual([third.outs.status, third.outs.pendingSince], ["active", undefined]);
    assert.equal(scene.windows.boots, 1);
  });

  it("holds where what speaks against it cannot be read", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const garbage = { exitCode: 0, output: "Welcome\r\n", errorOutput: "" };
    scene.windows.faults.add({
      when: /Control" -v ContainerType/,
      effect: { kind: "reply", result: garbage },
    });
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.match(outs.statusReason, /Not restarted \(guarded\): .* could not be read: it printed "Welcome"/);
    assert.deepEqual([outs.status, scene.requests], ["rebootPending", []]);
  });

  it("is followed on where a request was sent before that may have been taken", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.faults.add({ when: /shutdown/, effect: { kind: "cut", when: "during" } });
    scene.windows.onCommand = (line) => {
      if (/shutdown/.test(line)) scene.windows.registry.set(control, "ContainerType", dword(2));
    };
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["active", 1, [0]]);
  });

  it("says so where a request that may have been taken has come to nothing", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.faults.add({ when: /shutdown/, effect: { kind: "silence" } });
    scene.windows.onCommand = (line) => {
      if (/shutdown/.test(line)) scene.windows.registry.set(control, "ContainerType", dword(2));
    };
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.deepEqual([outs.status, scene.windows.boots, scene.requests], ["rebootPending", 0, []]);
    assert.equal(outs.lastReboot?.cameToNothing, true);
    assert.equal(scene.warnings.length, 1);
  });
});
