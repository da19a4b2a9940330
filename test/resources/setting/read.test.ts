import assert from "node:assert/strict";
import { DifferentMachineError, UnreachableError } from "../../../provider/errors";
import type { BehindNat } from "../../../provider/nat-traversal/setting-state";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { inputsFor, Life } from "./life";

describe("a refresh", () => {
  const same: [BehindNat, RegistryValue][] = [
    ["both", dword(2)],
    [2, dword(2)],
    ["none", absent],
    ["none", dword(0)],
    ["client", absent],
    ["client", dword(0)],
    [0, absent],
    ["server", dword(1)],
  ];
  for (const [behindNat, value] of same) {
    it(`returns the declared ${behindNat} unchanged where a refresh finds ${value.type} ${"data" in value ? value.data : ""}`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor(behindNat));
      life.windows.setting = value;
      const seen = await life.run().refresh(state);
      assert.equal(seen.outs.behindNat, behindNat);
      assert.deepEqual(seen.inputs, inputsFor(behindNat));
      assert.deepEqual(seen.outs.registryValue, value);
    });
  }

  const drifts: [string, RegistryValue][] = [
    ["absent", absent],
    ["none", dword(0)],
    ["server", dword(1)],
    ["REG_DWORD 7", dword(7)],
    ['REG_SZ "2"', { type: "REG_SZ", data: "2" }],
    ["REG_QWORD 2", { type: "REG_QWORD", data: "2" }],
  ];
  for (const [word, value] of drifts) {
    it(`shows the drift to ${word} as an input and as an output, and keeps what was applied`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      life.windows.setting = value;
      const before = life.windows.exportRegistry();
      const seen = await life.run().refresh(state);
      assert.equal(life.windows.exportRegistry(), before);
      assert.equal(seen.outs.behindNat, word);
      assert.deepEqual(seen.inputs, { ...inputsFor("both"), behindNat: word });
      assert.deepEqual(seen.outs.registryValue, value);
      assert.deepEqual(seen.outs.applied, dword(2));
      assert.deepEqual(seen.outs.previous, absent);
      assert.equal(seen.outs.status, "drift");
      assert.match(seen.outs.statusReason, /^Somebody else changed REG_DWORD 2 to /);
      const again = await life.run().refresh(seen);
      assert.deepEqual(again, seen);
      life.windows.setting = dword(2);
      assert.equal((await life.run().refresh(again)).outs.behindNat, "both");
    });
  }

  it("distinguishes absent from DWORD 0 after one was drift, though both mean none", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.setting = { type: "REG_SZ", data: "2" };
    const seen = await life.run().refresh(state);
    life.windows.setting = absent;
    const next = await life.run().refresh(seen);
    assert.equal(next.outs.behindNat, "absent");
    life.windows.setting = dword(0);
    assert.equal((await life.run().refresh(next)).outs.behindNat, "none");
  });

  it("fails to refresh where the host cannot be reached, and never reports the resource as deleted", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.power.behaviour.afterRestart = "neverReturns";
    life.windows.power.crash();
    await assert.rejects(life.run().refresh(state), UnreachableError);
  });

  it("keeps the old state with status unknown where onUnreachable.refresh is keep", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", { onUnreachable: { refresh: "keep" } }));
    life.windows.power.behaviour.afterRestart = "neverReturns";
    life.windows.power.crash();
    const run = life.run();
    const seen = await run.refresh(state);
    assert.equal(seen.outs.status, "unknown");
    assert.match(seen.outs.statusReason, /UNREACHABLE/);
    assert.match(run.said.join(), /kept the old state.*UNREACHABLE/);
    assert.deepEqual(
      { ...seen.outs, status: "", statusReason: "" },
      { ...state.outs, status: "", statusReason: "" },
    );
    assert.deepEqual(seen.inputs, state.inputs);
  });

  it("refuses another machine at a refresh, also where onUnreachable.refresh is keep", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", { onUnreachable: { refresh: "keep" } }));
    life.addHost("vpn01", { machineGuid: "other", computerName: "OTHER" });
    await assert.rejects(life.run().refresh(state), DifferentMachineError);
  });

  it("returns no undefined from a refresh", async () => {
    const life = new Life();
    const seen = await life.run().refresh(await life.run().create(inputsFor("both")));
    assert.deepEqual(JSON.parse(JSON.stringify(seen)), seen);
  });

  it("returns the credential at the same place", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    const seen = await life.run().refresh(state);
    assert.deepEqual(seen.outs.connection, inputsFor("both").connection);
    assert.equal(JSON.stringify(seen.outs).split("canary-pw").length, 2);
  });
});
