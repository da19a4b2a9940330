import assert from "node:assert/strict";
import { absent, dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life, type State, urnOf } from "./life";

const oneStack = /If another stack declares this host too, remove it from one of the two/;

/** A host that one stack declares and then another, each in runs of its own, as two provider processes. */
async function twoStacks(word: "both" | "server" = "both"): Promise<{ life: Life; a: State; b: State }> {
  const life = new Life({ startValue: dword(0) });
  const a = await life.run().create(inputsFor("both"), urnOf("a"));
  const b = await life.run().create(inputsFor(word), urnOf("b"));
  return { life, a, b };
}

describe("two stacks that declare one host", () => {
  it("are told so when the second comes, whether it writes or adopts", async () => {
    for (const word of ["both", "server"] as const) {
      const { a, b } = await twoStacks(word);
      assert.match(b.outs.warnings.join(), new RegExp(`written by another resource \\(id ${a.id}\\)`));
      assert.match(b.outs.warnings.join(), oneStack);
    }
  });

  it("are told so where the first has only adopted what it found", async () => {
    const life = new Life({ startValue: dword(2) });
    const a = await life.run().create(inputsFor("both"), urnOf("a"));
    const b = await life.run().create(inputsFor("both"), urnOf("b"));
    assert.match(b.outs.warnings.join(), new RegExp(`id ${a.id}`));
    assert.match(b.outs.warnings.join(), oneStack);
  });

  it("are told so where somebody changed the value in between", async () => {
    const life = new Life();
    const a = await life.run().create(inputsFor("both"), urnOf("a"));
    life.windows.setting = dword(1);
    for (const word of ["both", "server"] as const) {
      const b = await life.run().create(inputsFor(word), urnOf(word));
      assert.match(b.outs.warnings.join(), new RegExp(`id ${word === "both" ? a.id : ""}`));
      assert.match(b.outs.warnings.join(), oneStack);
    }
  });

  it("are told so by the first one's refresh and update", async () => {
    const { life, a, b } = await twoStacks("server");
    const refreshed = await life.run().refresh(a, urnOf("a"));
    const updated = await life.run().update(refreshed, inputsFor("both"), urnOf("a"));
    for (const { outs } of [refreshed, updated]) {
      assert.match(
        outs.warnings.join(),
        new RegExp(`id ${b.id}\\) was the last to apply a value here \\(REG_DWORD 1\\)`),
      );
      assert.match(outs.warnings.join(), oneStack);
    }
  });

  it("keep the value as long as one of them declares it, where the first goes first", async () => {
    const { life, a, b } = await twoStacks();
    const run = life.run();
    await run.delete(a, urnOf("a"));
    assert.deepEqual(life.windows.setting, dword(2));
    assert.match(run.said.join(), /left alone\. Its delete restores REG_DWORD 0/);
    await life.run().delete(b, urnOf("b"));
    assert.deepEqual(life.windows.setting, dword(0));
  });

  it("show the difference in the next refresh where the last to apply goes first", async () => {
    const { life, a, b } = await twoStacks();
    await life.run().delete(b, urnOf("b"));
    assert.deepEqual(life.windows.setting, dword(0));
    const refreshed = await life.run().refresh(a, urnOf("a"));
    assert.equal(refreshed.outs.behindNat, "none");
    const repaired = await life.run().update(refreshed, inputsFor("both"), urnOf("a"));
    await life.run().delete(repaired, urnOf("a"));
    assert.deepEqual(life.windows.setting, dword(0));
  });

  it("are not suspected where the first one has been destroyed", async () => {
    const life = new Life();
    const a = await life.run().create(inputsFor("both"), urnOf("a"));
    await life.run().delete(a, urnOf("a"));
    const b = await life.run().create(inputsFor("both"), urnOf("b"));
    assert.deepEqual(b.outs.warnings, []);
    await life.run().delete(b, urnOf("b"));
    assert.deepEqual(life.windows.setting, absent);
  });
});
