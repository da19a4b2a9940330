import assert from "node:assert/strict";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { checkpoint } from "../../lab/simulated/checkpoint";
import { scene } from "./moving-address";
import { unfinishedState } from "./unfinished-state";

function storedOf(inputs: RebootInputs, lastReboot: LastReboot): RebootOutputs {
  const found = { status: "rebootPending" as const, statusReason: "It is.", pendingReasons: [] };
  return { ...inputs, host: "vpn01", ...found, lastReboot, __stateVersion: 1 };
}

describe("an address that leads to another machine for a while", () => {
  it("sends no request over a connection on which the machine was not seen", async () => {
    const { ours, other, address } = await scene();
    other.registry.set(markerKey, markerName, ours.windows.registry.get(markerKey, markerName));
    address.onCommand = (sent) => {
      if (sent === 2) address.moveTo(1);
    };
    const work = createReboot(ours.context(address), ours.inputs());
    await assert.rejects(ours.clock.runUntilSettled(work), { code: "DIFFERENT_MACHINE" });
    assert.deepEqual([ours.requests, other.shutdownRequests], [[], []]);
  });

  it("waits for our machine to the deadline, and says which one answers instead", async () => {
    const { ours, other, address } = await scene();
    ours.clock.setTimer(22_000, () => address.moveTo(1));
    const inputs = ours.inputs({ timeoutSeconds: 120 });
    const work = unfinishedState(ours, createReboot(ours.context(address), inputs));
    const stored = await work;
    assert.match(stored.statusReason, /REBOOT_TIMEOUT.*another machine answers: .*found .*OTHER/);
    assert.equal(stored.lastReboot?.evidence, undefined);
    address.moveTo(0);
    const { outs } = await ours.clock.runUntilSettled(
      updateReboot(ours.context(address), "id", stored, ours.inputs()),
    );
    assert.deepEqual([outs.status, ours.windows.boots, other.boots], ["active", 1, 0]);
  });

  it("restarts no machine of whose identity nothing can be read", async () => {
    const { ours } = await scene();
    const cryptography = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";
    const names = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";
    for (const key of [cryptography, names, "HKLM\\SYSTEM\\HardwareConfig"])
      ours.windows.refuseKey(key, "readAndWrite");
    for (const machine of [ours.facts().machine, {}]) {
      const inputs = ours.inputs({ setting: ours.facts({ machine }) });
      const work = ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
      await assert.rejects(work, { code: "DIFFERENT_MACHINE", message: /without a readable identity/ });
    }
    assert.deepEqual(ours.requests, []);
  });

  it("restarts a machine whose identity could not be read when the setting was written", async () => {
    const { ours } = await scene();
    const inputs = ours.inputs({ setting: ours.facts({ machine: {} }) });
    const { outs } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    assert.deepEqual([outs.status, ours.windows.boots], ["active", 1]);
  });
});

describe("a stored proof of a restart", () => {
  const requested = "2026-01-01T00:00:00.000Z";
  const proof = { change: "c1", requested, evidence: "the marker is gone and BootId went from 30 to 31" };
  const other = { machineGuid: "other", computerName: "OTHER" };
  const refuted: [string, LastReboot][] = [
    ["of another machine", { ...proof, after: { machine: other, bootId: 31 } }],
    ["of another machine, which never had one", { ...proof, before: { machine: other, bootId: 30 } }],
    ["of an earlier version, which kept no machine", proof],
    ["that never came", { ...proof, evidence: "not proven: it answers again" }],
  ];
  for (const [what, lastReboot] of refuted) {
    it(`does not keep a host from its restart whose marker shows that it had none: ${what}`, async () => {
      const { ours } = await scene();
      const inputs = ours.inputs();
      const stored = storedOf(inputs, lastReboot);
      const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
      assert.deepEqual([outs.status, ours.windows.boots, ours.requests], ["active", 1, [0]]);
    });
  }

  it("of another machine does not count where ours has no marker", async () => {
    const { ours } = await scene(false);
    const inputs = ours.inputs({ bootMarker: false });
    const stored = storedOf(inputs, { ...proof, after: { machine: other } });
    const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
    assert.deepEqual([outs.status, ours.windows.boots], ["active", 1]);
  });

  it("counts for nothing in a virtual machine that was reverted to a checkpoint from before it", async () => {
    const { ours } = await scene();
    const revert = checkpoint(ours.windows);
    const inputs = ours.inputs();
    const { outs: first } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    assert.equal(first.status, "active");
    revert();
    const stored = { ...first, status: "rebootPending" as const };
    const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
    assert.deepEqual(
      [outs.status, ours.windows.boots, ours.windows.valueInForce.type],
      ["active", 2, "REG_DWORD"],
    );
  });

  it("holds where the marker that is there was written after the restart", async () => {
    const { ours } = await scene();
    const inputs = ours.inputs();
    ours.windows.power.listen({
      booted: () => {
        ours.windows.setting = { type: "absent" };
      },
    });
    let { outs } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    // A restart that found another value was not this change's; after two of them a third would not help.
    for (const boots of [2, 2]) {
      ours.windows.setting = { type: "REG_DWORD", data: "2" };
      const stored = { ...outs, status: "rebootPending" as const };
      ({ outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs)));
      assert.equal(ours.windows.boots, boots);
      assert.notEqual(outs.status, "active");
    }
    assert.match(ours.warnings.join("\n"), /not restarted again/);
  });
});
