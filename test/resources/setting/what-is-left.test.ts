import assert from "node:assert/strict";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life } from "./life";

const pending = /^vpn01: rebootPending, in effect after the next restart of vpn01\. \S/;
const drifted = /^vpn01: drift\. Somebody else changed REG_DWORD 2 to REG_DWORD 7/;

describe("what a run says of a setting that is not active", () => {
  it("names the restart that is left to do, after the create, an update and a run that changes nothing", async () => {
    const life = new Life();
    const first = life.run();
    const created = await first.create(inputsFor("both"));
    assert.match(first.said.join("\n"), pending);
    const options = life.run();
    await options.up(created, inputsFor("both", { onDelete: "keep" }));
    assert.match(options.said.join("\n"), pending);
    const other = life.run();
    await other.up(created, inputsFor("server"));
    assert.match(other.said.join("\n"), pending);
  });

  it("says nothing once Windows uses the value", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both"));
    life.windows.boot();
    const run = life.run();
    const seen = await run.refresh(created);
    await run.up(seen, inputsFor("both", { onDelete: "keep" }));
    assert.deepEqual(run.said, []);
  });

  it("leaves the restart to the Reboot that follows", async () => {
    const run = new Life().run();
    await run.create(inputsFor("both", { __rebootFollows: true }));
    assert.deepEqual(run.said, []);
  });

  it("names another status and its reason", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both"));
    life.windows.setting = dword(7);
    const seen = await life.run().refresh(created);
    const run = life.run();
    // What ignoreChanges hands in: the word for what was found.
    const found = { behindNat: seen.outs.behindNat, onDelete: "keep" } as Partial<SettingInputs>;
    await run.update(seen, inputsFor("both", found));
    assert.match(run.said.join("\n"), drifted);
  });
});
