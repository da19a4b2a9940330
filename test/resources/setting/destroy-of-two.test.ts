import assert from "node:assert/strict";
import { absent, dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life, type Run, renamed, urnOf } from "./life";

const said = (run: Run) => run.said.join("\n");

describe("a destroy of two settings of one host", () => {
  for (const startValue of [absent, dword(1)]) {
    for (const boots of ["none", "before the second", "before the destroy", "both times"]) {
      for (const order of ["the older first", "the younger first", "both at once"]) {
        const start = startValue.type === "absent" ? "absent" : "REG_DWORD 1";
        it(`leaves ${start} behind: ${order}, restarts: ${boots}`, async () => {
          const isRestartedBefore = boots === "before the second" || boots === "both times";
          const { life, old, successor } = await renamed({ startValue, isRestartedBefore });
          if (boots === "before the destroy" || boots === "both times") life.windows.boot();
          const run = life.run();
          const both = [() => run.delete(old, urnOf("old")), () => run.delete(successor, urnOf("new"))];
          if (order === "the younger first") both.reverse();
          if (order === "both at once") await Promise.all(both.map((each) => each()));
          else for (const each of both) await each();
          assert.deepEqual(life.windows.setting, startValue);
          assert.doesNotMatch(said(run), /Somebody else/);
        });
      }
    }
  }

  it("does not take the value of a later setting for what was there before an earlier one", async () => {
    const life = new Life({ startValue: dword(2) });
    const first = await life
      .run()
      .create(inputsFor("both", { overwriteForeignChange: true }), urnOf("first"));
    life.windows.boot();
    life.windows.setting = absent;
    await life.clock.advance(60_000);
    const second = await life.run().create(inputsFor("both"), urnOf("second"));
    const run = life.run();
    await run.delete(second, urnOf("second"));
    await run.delete(first, urnOf("first"));
    assert.deepEqual(life.windows.setting, dword(2));
  });

  it("leaves what was there before any of three", async () => {
    const { life, old, successor } = await renamed({ isRestartedBefore: true });
    life.windows.boot();
    const third = await life.run().create(inputsFor("both"), urnOf("third"));
    for (const order of [
      [old, successor, third],
      [third, old, successor],
      [successor, third, old],
    ]) {
      life.windows.setting = dword(2);
      const run = life.run();
      for (const each of order) await run.delete(each);
      assert.deepEqual(life.windows.setting, absent);
    }
  });
});
