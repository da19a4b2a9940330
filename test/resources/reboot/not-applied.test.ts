import assert from "node:assert/strict";
import { NotAppliedError, UnreachableError } from "../../../provider/errors";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { inputsFor } from "../setting/life";
import { Scene } from "./scene";
import { Stack } from "./stack";
import { unfinishedState } from "./unfinished-state";

const healed =
  /NOT_APPLIED: .* on vpn01: .* reads absent, but the setting applied REG_DWORD 2; .*pulumi up --refresh/;

/** A stack that is active, and whose destroy lost its link after the value was restored. */
async function halfDestroyed(bootMarker?: boolean): Promise<Stack> {
  const stack = new Stack({}, inputsFor("both", bootMarker === undefined ? {} : { bootMarker }));
  await stack.up();
  assert.equal(stack.reboot?.outs.status, "active");
  stack.windows.faults.add({ when: /reg delete/, effect: { kind: "cut", when: "during" } });
  await assert.rejects(stack.destroy(), (error) => {
    assert.ok(error instanceof UnreachableError, String(error));
    assert.match(error.message, /still declares it.*pulumi destroy.*pulumi up --refresh/);
    return true;
  });
  assert.deepEqual(stack.windows.setting, absent);
  return stack;
}

describe("a host whose value is not what the setting applied", () => {
  for (const bootMarker of [undefined, false]) {
    const title = bootMarker === false ? ", without a marker" : "";
    it(`is not restarted after a destroy that lost its link, until up --refresh heals it${title}`, async () => {
      const stack = await halfDestroyed(bootMarker);
      const boots = stack.windows.boots;
      for (let run = 0; run < 2; run++) {
        await assert.rejects(stack.up(), (error) => {
          assert.ok(error instanceof NotAppliedError, String(error));
          assert.match(error.message, healed);
          return true;
        });
      }
      assert.equal(stack.windows.boots, boots, "restarted with the value removed");
      await stack.up({ refresh: true });
      assert.deepEqual(stack.windows.setting, dword(2));
      assert.deepEqual(stack.windows.valueInForce, dword(2));
      assert.equal(stack.reboot?.outs.status, "active");
      await stack.up();
      assert.ok(stack.windows.boots <= boots + 1);
    });
  }

  it("tells a destroy that never reached the host from one that may have restored the value", async () => {
    const stack = new Stack();
    await stack.up();
    stack.windows.faults.add({ when: /reg delete/, effect: { kind: "cut", when: "before" } });
    await assert.rejects(stack.destroy(), (error: Error) => !/up --refresh/.test(error.message));
  });

  it("is left alone where a refresh found that value before and the program ignores it", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const first = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    const { boots } = scene.windows;
    scene.windows.setting = absent;
    const up = (registryValue: RegistryValue) => {
      const triggers = { change: "another" };
      const news = scene.inputs({ triggers, setting: scene.facts({ registryValue }) });
      return scene.clock.runUntilSettled(updateReboot(scene.context(), "id", first.outs, news));
    };
    await assert.rejects(up(dword(2)), { code: "NOT_APPLIED" });
    assert.equal((await up(absent)).outs.status, "drift");
    assert.equal(scene.windows.boots, boots);
  });

  const others: RegistryValue[] = [absent, dword(0), dword(1), { type: "REG_SZ", data: "2" }, dword(7)];
  for (const value of others) {
    const name = `${value.type} ${"data" in value ? value.data : ""}`.trim();
    it(`is not restarted where somebody else changed it before the restart: ${name}`, async () => {
      const scene = new Scene();
      await scene.writeSetting();
      scene.windows.setting = value;
      const work = scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
      await assert.rejects(work, { code: "NOT_APPLIED" });
      assert.deepEqual(scene.requests, []);
    });
  }

  it("is restarted where absent and 0 mean the same to Windows", async () => {
    const scene = new Scene({ startValue: dword(2) });
    const marker =
      'reg add "HKLM\\HARDWARE\\DESCRIPTION\\System" -v AssumeUDPEncapsulationMarker -t REG_SZ -d';
    await scene.windows.execute(`${marker} "1.0123456789abcdef.REG_DWORD:0.REG_DWORD:2.REG_DWORD:2" -f`);
    scene.windows.setting = absent;
    const setting = scene.facts({ applied: dword(0), previous: dword(2), valueAtBoot: dword(2) });
    const { outs } = await scene.clock.runUntilSettled(
      createReboot(scene.context(), scene.inputs({ setting })),
    );
    assert.deepEqual([outs.status, scene.windows.boots], ["active", 1]);
  });

  it("is not asked again once the value was changed while a first request was lost", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.faults.add({ when: /shutdown/, times: 3, effect: { kind: "cut", when: "before" } });
    scene.clock.setTimer(1_500, () => {
      scene.windows.setting = absent;
    });
    const work = scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    await assert.rejects(work, { code: "NOT_APPLIED" });
    assert.deepEqual([scene.requests, scene.windows.boots], [[], 0]);
  });

  it("is not restarted by a run that resumes an open restart", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.clock.setTimer(5_000, () => void scene.windows.execute("shutdown -a"));
    const inputs = scene.inputs({ timeoutSeconds: 60 });
    const stored = await unfinishedState(scene, createReboot(scene.context(), inputs));
    scene.windows.setting = absent;
    const work = scene.clock.runUntilSettled(updateReboot(scene.context(), "id", stored, scene.inputs()));
    await assert.rejects(work, { code: "NOT_APPLIED" });
    assert.equal(scene.windows.boots, 0);
  });
});
