import assert from "node:assert/strict";
import { diffSetting } from "../../../provider/resources/setting/diff";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { cutDuringWrite, progress, stateOf } from "./cut";
import { inputsFor, Life, type State } from "./life";

const starts: RegistryValue[] = [absent, { type: "REG_SZ", data: "2" }];

for (const start of starts) {
  for (const reached of progress) {
    const what = `that found ${start.type} and was cut after ${reached}`;

    describe(`a create ${what}`, () => {
      const wanted = inputsFor("both");

      async function cut(life: Life): Promise<State> {
        cutDuringWrite(life.windows, reached);
        return stateOf(life.run().create(wanted), wanted);
      }

      it("starts again after its process was killed, and restores the original value", async () => {
        const life = new Life({ startValue: start });
        const before = life.registry();
        await cut(life);
        const state = await life.run().create(wanted);
        assert.deepEqual(life.windows.setting, dword(2));
        assert.deepEqual(state.outs.previous, start);
        await life.run().delete(state);
        assert.equal(life.registry(), before);
      });

      it("is continued by the next update, and restores the original value", async () => {
        const life = new Life({ startValue: start });
        const before = life.registry();
        const kept = await cut(life);
        assert.deepEqual(kept.outs.previous, start);
        assert.equal(diffSetting(kept.outs, wanted).changes, true);
        const state = await life.run().up(kept, wanted);
        assert.deepEqual(life.windows.setting, dword(2));
        assert.equal(diffSetting(state.outs, wanted).changes, false);
        await life.run().delete(state);
        assert.equal(life.registry(), before);
      });

      it("restores the original value right away, also after a refresh or a restart", async () => {
        for (const between of ["nothing", "refresh", "restart"]) {
          const life = new Life({ startValue: start });
          const before = life.registry();
          const kept = await cut(life);
          if (between === "restart") life.windows.boot();
          await life.run().delete(between === "refresh" ? await life.run().refresh(kept) : kept);
          assert.equal(life.registry(), before);
        }
      });

      it("shows as drift after a refresh, unless everything was done", async () => {
        const life = new Life({ startValue: start });
        const seen = await life.run().refresh(await cut(life));
        const done = reached === "the value" || reached === "everything";
        assert.equal(diffSetting(seen.outs, wanted).changes, !done);
        const state = await life.run().up(seen, wanted);
        assert.deepEqual(life.windows.setting, dword(2));
        assert.deepEqual(state.outs.previous, start);
      });
    });

    describe(`an update of a setting ${what}`, () => {
      const wanted = inputsFor("both");

      async function cut(life: Life): Promise<State> {
        const state = await life.run().create(inputsFor("none"));
        assert.notDeepEqual(state.outs.applied, dword(2));
        cutDuringWrite(life.windows, reached);
        return stateOf(life.run().update(state, wanted), wanted);
      }

      it("restores what the create found, however it continues", async () => {
        for (const between of ["nothing", "refresh", "update", "restart", "refresh and update"]) {
          const life = new Life({ startValue: start });
          const before = life.registry();
          let state = await cut(life);
          if (between === "restart") life.windows.boot();
          if (between.includes("refresh")) state = await life.run().refresh(state);
          if (between.includes("update")) {
            state = await life.run().up(state, wanted);
            assert.deepEqual(life.windows.setting, dword(2));
            assert.equal("__appliedBefore" in state.outs, false);
          }
          await life.run().delete(state);
          assert.equal(life.registry(), before, between);
        }
      });
    });
  }
}

describe("a write that is never answered", () => {
  it("ends a write that is never answered at the command's time limit", async () => {
    const life = new Life();
    life.windows.faults.add({ when: /reg add/, effect: { kind: "silence", run: true } });
    const begun = life.clock.now();
    const timeouts = { commandSeconds: 60 };
    await stateOf(life.run().create(inputsFor("both", { timeouts })), {});
    assert.equal(life.clock.now() - begun, 60_000);
  });

  it("keeps the changeId of a write that the next update finds done", async () => {
    const life = new Life();
    cutDuringWrite(life.windows, "everything");
    const kept = await stateOf(life.run().create(inputsFor("both")), {});
    const state = await life.run().up(kept, inputsFor("both"));
    assert.equal(state.outs.changeId, kept.outs.changeId);
    assert.equal(state.outs.status, "rebootPending");
  });

  it("leaves open which value is ours until one of the two is observed", async () => {
    const life = new Life({ startValue: dword(7) });
    const state = await life.run().create(inputsFor("none"));
    cutDuringWrite(life.windows, "nothing");
    const kept = await stateOf(life.run().update(state, inputsFor("both")), {});
    life.windows.setting = dword(1);
    const open = await life.run().refresh(kept);
    life.windows.setting = dword(0);
    const closed = await life.run().refresh(open);
    assert.deepEqual(closed.outs.applied, dword(0));
    assert.equal("__appliedBefore" in closed.outs, false);
    await life.run().delete(closed);
    assert.deepEqual(life.windows.setting, dword(7));
  });
});
