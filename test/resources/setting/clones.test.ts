import assert from "node:assert/strict";
import { DifferentMachineError, TwoOwnersError } from "../../../provider/errors";
import { absent, dword } from "../../../provider/windows/registry-value";
import type { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { connectionTo, inputsFor, Life, type State, urnOf } from "./life";

const boards = {
  "boards without an ID of their own": "{03000200-0400-0500-0006-000700080009}",
  "boards whose ID was cloned too": "{8d3c1f60-2b7e-11ee-9c4a-0242ac120002}",
};

/** `vpn01` with its setting, and a clone of its disk beside it, under a name of its own. */
async function cloned(hardwareId: string): Promise<{ life: Life; clone: SimulatedWindows; state: State }> {
  const life = new Life({ hardwareId, startValue: dword(1) });
  const clone = life.addHost("vpn02", { hardwareId, computerName: "CLONE" });
  return { life, clone, state: await life.run().create(inputsFor("both"), urnOf("a")) };
}

const onClone = { ...inputsFor("both"), connection: connectionTo("vpn02") };

describe("clones with one MachineGuid", () => {
  for (const [which, hardwareId] of Object.entries(boards)) {
    it(`are two machines within a run: ${which}`, async () => {
      const { life, clone, state } = await cloned(hardwareId);
      const run = life.run();
      await run.update(state, inputsFor("server"), urnOf("a"));
      const other = await run.create(onClone, urnOf("b"));
      assert.deepEqual([life.windows.setting, clone.setting], [dword(1), dword(2)]);
      const last = life.run();
      last.declares(state, urnOf("a"));
      await last.delete(other, urnOf("b"));
      assert.deepEqual(clone.setting, absent);
    });

    it(`do not have each other's value restored, where the declared one has come to the address: ${which}`, async () => {
      const { life, clone, state } = await cloned(hardwareId);
      const other = await life.run().create(onClone, urnOf("b"));
      life.network.set("vpn01", clone);
      const before = clone.exportRegistry();
      const run = life.run();
      run.declares(other, urnOf("b"));
      await assert.rejects(run.delete(state, urnOf("a")), DifferentMachineError);
      assert.equal(clone.exportRegistry(), before);
    });
  }

  it("are told apart by their names on update, refresh and delete where the board's ID is a placeholder", async () => {
    const { life, clone, state } = await cloned(boards["boards without an ID of their own"]);
    life.network.set("vpn01", clone);
    const before = clone.exportRegistry();
    await assert.rejects(life.run().update(state, inputsFor("server"), urnOf("a")), DifferentMachineError);
    await assert.rejects(life.run().refresh(state, urnOf("a")), DifferentMachineError);
    await assert.rejects(life.run().delete(state, urnOf("a")), DifferentMachineError);
    assert.equal(clone.exportRegistry(), before);
  });

  it("are refused where nothing tells them apart", async () => {
    const life = new Life({ startValue: dword(1) });
    const clone = life.addHost("vpn02");
    const run = life.run();
    await run.create(inputsFor("both"), urnOf("a"));
    await assert.rejects(run.create(onClone, urnOf("b")), TwoOwnersError);
    assert.deepEqual(clone.setting, absent);
  });
});
