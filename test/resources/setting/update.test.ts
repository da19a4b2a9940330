import assert from "node:assert/strict";
import { DifferentMachineError } from "../../../provider/errors";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { absent, dword } from "../../../provider/windows/registry-value";
import { settingName } from "../../lab/simulated/simulated-windows";
import { connectionTo, inputsFor, Life } from "./life";

const computerName = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";

describe("an update", () => {
  it("contacts no host where only options change", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    const run = life.run();
    const others = {
      onDelete: "remove",
      overwriteForeignChange: true,
      onUnreachable: { refresh: "keep" },
      backup: { hostDirectory: "C:\\Backup" },
      bootMarker: false,
      registryKey: "PolicyAgent",
      timeouts: { connectSeconds: 5 },
    } as const;
    const updated = await run.update(state, inputsFor(2, others));
    assert.equal(run.connections, 0);
    assert.deepEqual(updated.outs, { ...state.outs, ...others, behindNat: 2 });
    const back = await run.update(updated, inputsFor("both"));
    assert.equal(run.connections, 0);
    assert.deepEqual(back.outs, state.outs);
  });

  it("observes once and writes nothing, not even the marker, where only the credential changes", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    const before = life.windows.exportRegistry();
    life.windows.commands.length = 0;
    const connection = { ...connectionTo("vpn01"), password: { env: "PW" } };
    const { outs } = await life.run().update(state, inputsFor("both", { connection }));
    assert.equal(life.windows.commands.length, 1);
    assert.equal(life.windows.exportRegistry(), before);
    assert.deepEqual(outs.connection, connection);
    assert.equal(outs.changeId, state.outs.changeId);
    assert.equal(outs.changedAt, state.outs.changedAt);
    assert.equal(outs.status, state.outs.status);
    assert.deepEqual(outs.previous, absent);
  });

  it("accepts another DNS name of the same machine: no write, no new change", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.network.set("vpn-new", life.windows);
    const before = life.windows.exportRegistry();
    const { outs } = await life
      .run()
      .update(state, inputsFor("both", { connection: connectionTo("vpn-new") }));
    assert.equal(life.windows.exportRegistry(), before);
    assert.equal(outs.host, "vpn-new");
    assert.equal(outs.changeId, state.outs.changeId);
  });

  it("writes another value, keeps the original one, and gives a new changeId", async () => {
    const life = new Life({ startValue: dword(7) });
    const state = await life.run().create(inputsFor("both"));
    await life.clock.advance(60_000);
    const { outs } = await life.run().update(state, inputsFor("server"));
    assert.deepEqual(life.windows.setting, dword(1));
    assert.deepEqual(outs.previous, dword(7));
    assert.deepEqual(outs.applied, dword(1));
    assert.notEqual(outs.changeId, state.outs.changeId);
    assert.equal(outs.changedAt, "2026-01-01T00:01:00.000Z");
  });

  it("repairs what somebody else changed", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.setting = { type: "REG_SZ", data: "2" };
    const seen = await life.run().refresh(state);
    const { outs } = await life.run().up(seen, inputsFor("both"));
    assert.deepEqual(life.windows.setting, dword(2));
    assert.deepEqual(outs.previous, absent);
    assert.notEqual(outs.changeId, state.outs.changeId);
  });

  it("overwrites a value that somebody else set, and keeps the original one", async () => {
    const life = new Life({ startValue: dword(1) });
    const state = await life.run().create(inputsFor("both"));
    life.windows.setting = { type: "REG_MULTI_SZ", data: "x" };
    const seen = await life.run().refresh(state);
    await life.run().up(seen, inputsFor("both"));
    await life.run().delete(seen);
    assert.deepEqual(life.windows.setting, dword(1));
  });

  it("continues with a warning where the computer was renamed", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.registry.set(computerName, "ComputerName", { type: "REG_SZ", data: "NEW" });
    const run = life.run();
    const { outs } = await run.update(state, inputsFor("server"));
    assert.equal(outs.machine.computerName, "NEW");
    assert.match(run.said.join(), /computer name changed from LAB-WIN01 to NEW/);
  });

  it("backs up before the first write, not before the second", async () => {
    const life = new Life({ startValue: dword(2) });
    const backup = { hostDirectory: "C:\\Windows\\Temp" };
    const exports = () => life.windows.commands.filter((line) => line.includes("reg export")).length;
    const adopted = await life.run().create(inputsFor("both", { backup }));
    assert.equal(exports(), 0);
    const written = await life.run().update(adopted, inputsFor("server", { backup }));
    assert.equal(exports(), 1);
    await life.run().update(written, inputsFor("none", { backup }));
    assert.equal(exports(), 1);
  });

  describe("an update that meets another machine", () => {
    async function reinstalled() {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const other = life.addHost("vpn01", {
        machineGuid: "other",
        computerName: "OTHER",
        startValue: dword(1),
      });
      return { life, state, other };
    }

    it("refuses another machine before any write, and names both", async () => {
      const { life, state, other } = await reinstalled();
      const before = other.exportRegistry();
      await assert.rejects(life.run().update(state, inputsFor("none")), (error) => {
        assert.ok(error instanceof DifferentMachineError);
        assert.match(error.message, /LAB-WIN01.*OTHER.*acceptMachine: true.*--replace/);
        return true;
      });
      assert.equal(other.exportRegistry(), before);
      assert.equal(other.commands.length, 1);
    });

    it("accepts another machine with acceptMachine, and takes its value as the original one", async () => {
      const { life, state, other } = await reinstalled();
      const inputs = inputsFor("both", { acceptMachine: true });
      const accepted = await life.run().up(state, inputs);
      assert.deepEqual(other.setting, dword(2));
      assert.deepEqual(accepted.outs.previous, dword(1));
      assert.equal(accepted.outs.machine.machineGuid, "other");
      assert.notEqual(accepted.outs.changeId, state.outs.changeId);
      await life.run().delete(accepted);
      assert.deepEqual(other.setting, dword(1));
    });

    it("accepts another machine after a refresh too, where acceptMachine was set before", async () => {
      const life = new Life();
      const inputs = inputsFor("both", { acceptMachine: true });
      const state = await life.run().create(inputs);
      const other = life.addHost("vpn01", {
        machineGuid: "other",
        computerName: "OTHER",
        startValue: dword(2),
      });
      const run = life.run();
      const seen = await run.refresh(state);
      assert.match(run.said.join(), /Another machine answers.*OTHER/);
      const accepted = await life.run().up(seen, inputs);
      assert.equal(accepted.outs.machine.machineGuid, "other");
      assert.equal((await life.run().up(accepted, inputs)).outs, accepted.outs);
      assert.deepEqual(other.setting, dword(2));
    });
  });

  describe("an update to another registry key", () => {
    const ipsec = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\IPSec";
    const policyAgent = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

    it("restores the value under the old key and starts again under the other", async () => {
      const life = new Life({ os: "2003" });
      const { registry } = life.windows;
      registry.set(ipsec, settingName, dword(1));
      const before = life.registry();
      const state = await life.run().create(inputsFor("both", { registryKey: "PolicyAgent" }));
      const moved = await life.run().up(state, inputsFor("both", { registryKey: "IPSec" }));
      assert.deepEqual(registry.get(policyAgent, settingName), absent);
      assert.deepEqual(registry.get(ipsec, settingName), dword(2));
      assert.deepEqual(moved.outs.previous, dword(1));
      assert.equal(moved.outs.registryPath, ipsec);
      assert.notEqual(moved.outs.changeId, state.outs.changeId);
      await life.run().delete(moved);
      assert.equal(life.registry(), before);
    });

    it("does not apply the old key's marker to the other key", async () => {
      const life = new Life({ os: "2003" });
      life.windows.registry.set(ipsec, settingName, dword(2));
      const before = life.registry();
      const state = await life.run().create(inputsFor("both", { registryKey: "PolicyAgent" }));
      const moved = await life.run().up(state, inputsFor("both", { registryKey: "IPSec" }));
      assert.deepEqual(moved.outs.previous, dword(2));
      assert.deepEqual(moved.outs.valueAtBoot, { type: "unknown" });
      await life.run().delete(moved);
      assert.equal(life.registry(), before);
    });

    it("touches nothing if the other key does not exist", async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const before = life.windows.exportRegistry();
      await assert.rejects(life.run().up(state, inputsFor("both", { registryKey: "IPSec" })), /KEY_MISSING/);
      assert.equal(life.windows.exportRegistry(), before);
    });
  });

  it("shows active once the host was restarted, and marks the new boot", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.boot();
    assert.deepEqual(life.windows.registry.get(markerKey, markerName), absent);
    const seen = await life.run().refresh(state);
    assert.equal(seen.outs.status, "active");
    assert.equal((await life.run().up(seen, inputsFor("both"))).outs, seen.outs);
  });
});
