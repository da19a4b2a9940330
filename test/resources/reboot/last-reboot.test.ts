import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import {
  keptReboot,
  lastRebootIn,
  lastRebootOf,
  rememberedBoot,
} from "../../../provider/resources/reboot/last-reboot";
import { beginRestart } from "../../../provider/restart/restart-state";
import { dword } from "../../../provider/windows/registry-value";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

describe("what the state keeps of a restart", () => {
  it("keeps the time of the first request, though a later run's request is never delivered", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.clock.setTimer(5_000, () => void scene.windows.execute("shutdown -a"));
    const inputs = scene.inputs({ timeoutSeconds: 60 });
    const startedAt = scene.clock.now();
    const stored = await unfinishedState(scene, createReboot(scene.context(), inputs));
    assert.equal(stored.lastReboot?.requested, new Date(startedAt).toISOString());
    scene.windows.faults.add({ when: /shutdown/, times: 999, effect: { kind: "cut", when: "before" } });
    const again = await unfinishedState(scene, updateReboot(scene.context(), "id", stored, inputs));
    assert.equal(again.lastReboot?.requested, stored.lastReboot?.requested);
    assert.equal(scene.windows.boots, 0);
  });

  it("leaves its cause in the comment of the request", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.match(
      scene.windows.shutdownRequests[0]?.commandLine ?? "",
      / -c "?Change c1 of name in stack project\/dev, Pulumi: AssumeUDPEncapsulationContextOnSendRule/,
    );
  });

  it("keeps the start of the run as the time where somebody else restarted the host before the request was delivered", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const startedAt = scene.clock.now();
    scene.windows.faults.add({ when: /shutdown/, times: 999, effect: { kind: "cut", when: "before" } });
    scene.clock.setTimer(3_000, () => scene.windows.boot());
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.equal(outs.status, "active");
    assert.equal(outs.lastReboot?.requested, new Date(startedAt).toISOString());
    assert.deepEqual(scene.requests, []);
  });

  it("reads the boot before a restart from a state under its stored names, and writes it under the same", () => {
    const machine = { machineGuid: "earlier" };
    const before = { machine, marker: "1.ours.-.u.x", bootId: 30, bootEventRecord: 2873, logonReached: true };
    const earlier = { change: "c1", requested: "2026-01-01T00:00:00.000Z", before };
    const facts = new Scene().facts({ bootEvidence: { bootId: 7, bootEventRecord: 800, marked: true } });
    const boot = rememberedBoot(earlier, facts);
    assert.deepEqual(boot, {
      machine,
      marker: { state: "present", text: "1.ours.-.u.x" },
      bootId: 30,
      bootEvent: 2873,
      logonReached: true,
    });
    const state = beginRestart({ awaitLogon: true, warningSeconds: 60 });
    assert.deepEqual(lastRebootOf("c1", boot, { state }, { earlier, startedAt: 0 }), earlier);
    const unmarked = rememberedBoot({ ...earlier, before: { bootId: 30 } }, facts);
    assert.deepEqual(unmarked.machine, facts.machine, "a state of an earlier version");
    assert.deepEqual([unmarked.marker, unmarked.logonReached], [{ state: "absent" }, false]);
  });

  it("takes the setting's boot, without a marker to compare, where no earlier run left one", () => {
    const facts = new Scene().facts({ bootEvidence: { bootId: 7, bootEventRecord: 800, marked: true } });
    assert.deepEqual(rememberedBoot(undefined, facts), {
      machine: facts.machine,
      marker: { state: "unread" },
      bootId: 7,
      bootEvent: 800,
      logonReached: false,
    });
  });

  it("is kept without its machine, and what it found, where these lie beside it, and read with them again", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    const whole = outs.lastReboot ?? assert.fail();
    const { machine } = whole.before ?? assert.fail();
    assert.ok(machine !== undefined, "a machine of which the setting knew less");
    const setting = { ...outs.setting, machine };
    const lastReboot = keptReboot(whole, setting);
    assert.doesNotMatch(JSON.stringify(lastReboot), /machine|found/);
    const after = { ...whole.after, found: setting.applied };
    assert.deepEqual(lastRebootIn({ ...outs, setting, lastReboot }), { ...whole, after });
  });

  it("is kept with whether the logon prompt had shown as long as a later run may have to wait for it", () => {
    const before = { bootId: 30, logonReached: true };
    const last = { change: "c1", requested: "2026-01-01T00:00:00.000Z", before };
    const setting = new Scene().facts({});
    assert.deepEqual(keptReboot(last, setting).before, before);
    assert.deepEqual(keptReboot({ ...last, evidence: "the marker is gone" }, setting).before, { bootId: 30 });
  });

  it("is kept with what it found where the setting beside it applied something else", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    const setting = { ...outs.setting, applied: dword(1) };
    const known = lastRebootIn(outs) ?? assert.fail();
    assert.deepEqual(keptReboot(known, setting).after?.found, dword(2));
    assert.deepEqual(
      lastRebootIn({ ...outs, setting, lastReboot: keptReboot(known, setting) })?.after,
      known.after,
    );
  });
});
