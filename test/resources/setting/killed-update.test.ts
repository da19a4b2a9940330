import assert from "node:assert/strict";
import { evaluateObservation } from "../../../provider/resources/reboot/observe";
import { observe } from "../../../provider/resources/setting/observe";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { inputsFor, Life, type State } from "./life";

const starts: RegistryValue[] = [absent, { type: "REG_SZ", data: "2" }, dword(1)];

describe("an update that wrote the value and was killed before the state was saved", () => {
  /** The state stays at the create's; the host does not. */
  async function killed(life: Life): Promise<State> {
    const state = await life.run().create(inputsFor("none"));
    await life.run().update(state, inputsFor("both"));
    assert.deepEqual(life.windows.setting, dword(2));
    return state;
  }

  it("undoes a killed update by a destroy right after it, also after a refresh", async () => {
    for (const startValue of starts) {
      for (const refreshed of [false, true]) {
        const life = new Life({ startValue });
        const before = life.registry();
        const state = await killed(life);
        const run = life.run();
        await run.delete(refreshed ? await run.refresh(state) : state);
        assert.equal(life.registry(), before, `${startValue.type}, refreshed: ${refreshed}`);
      }
    }
  });

  it("makes a killed update a new change for the next update, since no restart has followed it", async () => {
    const life = new Life();
    const state = await killed(life);
    const { outs } = await life.run().up(state, inputsFor("both"));
    assert.notEqual(outs.changeId, state.outs.changeId);
    assert.equal(outs.status, "rebootPending");
    assert.deepEqual(outs.previous, absent);
    assert.deepEqual(outs.applied, dword(2));
  });

  it("makes a killed update a new change for a refresh, once, and blames nobody else", async () => {
    const life = new Life();
    const state = await killed(life);
    const seen = await life.run().refresh(state);
    assert.notEqual(seen.outs.changeId, state.outs.changeId);
    assert.equal(seen.outs.status, "rebootPending");
    assert.deepEqual(seen.outs.applied, dword(2));
    assert.deepEqual(seen.outs.previous, absent);
    const again = await life.run().refresh(seen);
    assert.equal(again.outs.changeId, seen.outs.changeId);
  });

  it("makes a restart pending after a killed update for the reboot, whose facts are older", async () => {
    const life = new Life();
    const { id, outs } = await killed(life);
    const observation = await observe(life.windows.asHost(), undefined);
    assert.equal(evaluateObservation({ ...outs, id }, observation).status, "rebootPending");
  });

  it("cannot distinguish a killed update from a foreign change once a restart has removed the marker", async () => {
    const life = new Life();
    const state = await killed(life);
    life.windows.boot();
    const seen = await life.run().refresh(state);
    assert.deepEqual(seen.outs.applied, state.outs.applied);
    await life.run().delete(seen);
    assert.deepEqual(life.windows.setting, dword(2));
    const { outs } = await life.run().up(state, inputsFor("both"));
    assert.deepEqual(outs.previous, absent);
  });

  it("does not claim what somebody else wrote after a killed update", async () => {
    const life = new Life();
    const state = await killed(life);
    life.windows.setting = dword(1);
    const seen = await life.run().refresh(state);
    assert.deepEqual(seen.outs.applied, state.outs.applied);
    assert.equal(seen.outs.changeId, state.outs.changeId);
    await life.run().delete(seen);
    assert.deepEqual(life.windows.setting, dword(1));
  });
});
