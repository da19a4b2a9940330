import assert from "node:assert/strict";
import { AccessDeniedError, BackupFailedError, UnreachableError } from "../../../provider/errors";
import { decodeMarker, markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { connectionTo, inputsFor, Life, urnOf } from "./life";

describe("a delete", () => {
  it("restores the original value, says when that takes effect, marks it and never restarts", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    const run = life.run();
    await run.delete(state);
    assert.deepEqual(life.windows.setting, absent);
    assert.match(run.said.join(), /takes effect after the next restart.*fail/);
    const marker = life.windows.registry.get(markerKey, markerName);
    const reading = decodeMarker("data" in marker ? marker.data : "");
    assert.ok(reading.state === "present");
    assert.deepEqual([reading.marker.applied, reading.marker.previous], [absent, absent]);
    assert.equal(life.windows.boots, 0);
    assert.ok(!life.windows.commands.some((line) => /shutdown/.test(line)));
  });

  const foreign: RegistryValue[] = [dword(1), { type: "REG_SZ", data: "2" }, dword(7)];
  for (const value of foreign) {
    it(`leaves a value that somebody else set, and says so: ${value.type} ${"data" in value ? value.data : ""}`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      life.windows.setting = value;
      const before = life.windows.exportRegistry();
      for (const known of [state, await life.run().refresh(state)]) {
        const run = life.run();
        await run.delete(known);
        assert.equal(life.windows.exportRegistry(), before);
        assert.match(run.said.join(), /Somebody else changed REG_DWORD 2/);
      }
    });

    it(`restores over a foreign value where overwriteForeignChange is set: ${value.type} ${"data" in value ? value.data : ""}`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both", { overwriteForeignChange: true }));
      life.windows.setting = value;
      await life.run().delete(state);
      assert.deepEqual(life.windows.setting, absent);
    });
  }

  it("writes nothing where somebody else has already restored the value", async () => {
    const life = new Life({ startValue: dword(1) });
    const state = await life.run().create(inputsFor("both"));
    life.windows.setting = dword(1);
    const before = life.windows.exportRegistry();
    await life.run().delete(state);
    assert.equal(life.windows.exportRegistry(), before);
  });

  it("removes the value where onDelete is remove", async () => {
    const life = new Life({ startValue: { type: "REG_MULTI_SZ", data: "x" } });
    const state = await life.run().create(inputsFor("both", { onDelete: "remove" }));
    assert.deepEqual(life.windows.setting, dword(2));
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, absent);
  });

  it("never connects where onDelete is keep", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", { onDelete: "keep" }));
    const run = life.run();
    await run.delete(state);
    assert.equal(run.connections, 0);
    assert.deepEqual(life.windows.setting, dword(2));
  });

  it("leaves a host alone, without connecting, at an address where this run created or updated a setting", async () => {
    const life = new Life();
    const old = await life.run().create(inputsFor("both"), urnOf("old"));
    const run = life.run();
    const renamed = await run.create(inputsFor("both"), urnOf("new"));
    const asked = run.connections;
    await run.delete(old, urnOf("old"));
    assert.equal(run.connections, asked);
    assert.deepEqual(life.windows.setting, dword(2));
    assert.deepEqual(renamed.outs.previous, absent);
    assert.match(run.said.join("\n"), /written by another resource.*alias[\s\S]*left alone/);
    await life.run().delete(renamed, urnOf("new"));
    assert.deepEqual(life.windows.setting, absent);
  });

  it("takes the current value as the original one, with a warning, where a rename follows a restart", async () => {
    const life = new Life();
    const old = await life.run().create(inputsFor("both"), urnOf("old"));
    life.windows.boot();
    const run = life.run();
    const renamed = await run.create(inputsFor("both"), urnOf("new"));
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, dword(2));
    assert.deepEqual(renamed.outs.previous, dword(2));
    assert.match(run.said.join(), /the original value is no longer known; after a rename, add an alias/);
  });

  it("leaves a machine alone at another address too, by its identity", async () => {
    const life = new Life();
    life.network.set("10.0.0.1", life.windows);
    const old = await life
      .run()
      .create({ ...inputsFor("both"), connection: connectionTo("10.0.0.1") }, urnOf("old"));
    const run = life.run();
    await run.create(inputsFor("both"), urnOf("new"));
    const before = life.windows.exportRegistry();
    await run.delete(old, urnOf("old"));
    assert.equal(life.windows.exportRegistry(), before);
    assert.match(
      run.said.join("\n"),
      /left alone, because .*::new manages the setting there in the same run/,
    );
  });

  it("leaves the host to the replacement of the same name, which knows the original value", async () => {
    const life = new Life({ startValue: dword(1) });
    const old = await life.run().create(inputsFor("both"));
    const run = life.run();
    const replacement = await run.create(inputsFor("both"));
    await run.delete(old);
    assert.deepEqual(life.windows.setting, dword(2));
    assert.deepEqual(replacement.outs.previous, dword(1));
    assert.deepEqual(replacement.outs.warnings, []);
    await life.run().delete(replacement);
    assert.deepEqual(life.windows.setting, dword(1));
  });

  it("restores the value where the create of the same run failed with nothing written", async () => {
    const life = new Life();
    const old = await life.run().create(inputsFor("both"), urnOf("old"));
    const run = life.run();
    const backup = { hostDirectory: "C:\\Nowhere" };
    await assert.rejects(run.create(inputsFor("server", { backup }), urnOf("new")), BackupFailedError);
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, absent);
  });

  it("leaves a host alone after an update of options, which contacts no host", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"), urnOf("kept"));
    const run = life.run();
    await run.update(state, inputsFor("both", { onDelete: "remove" }), urnOf("kept"));
    await run.delete(state, urnOf("other"));
    assert.equal(run.connections, 0);
  });

  it("fails to delete where the host cannot be reached, unless onUnreachable.delete is forget", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.power.behaviour.afterRestart = "neverReturns";
    life.windows.power.crash();
    await assert.rejects(life.run().delete(state), UnreachableError);
    const run = life.run();
    await run.delete({ ...state, outs: { ...state.outs, onUnreachable: { delete: "forget" } } });
    assert.match(run.said.join(), /without restoring the value, because onUnreachable\.delete.*UNREACHABLE/);
  });

  it("fails to delete where the right to write is missing, and continues once it is granted", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.elevated = false;
    await assert.rejects(life.run().delete(state), AccessDeniedError);
    life.windows.elevated = true;
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, absent);
  });

  it("restores nothing where the service key no longer exists on the same machine", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.registry.deleteKey(life.windows.settingKey);
    const run = life.run();
    await run.delete(state);
    assert.match(run.said.join(), /no longer exists/);
  });

  it("continues a delete that was interrupted after it had written", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    life.windows.faults.add({ when: /reg delete/, effect: { kind: "cut", when: "during" } });
    await assert.rejects(life.run().delete(state), UnreachableError);
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, absent);
  });

  it("restores a long text, though no marker can hold it", async () => {
    const text: RegistryValue = { type: "REG_SZ", data: "x".repeat(900) };
    const life = new Life({ startValue: text });
    const state = await life.run().create(inputsFor("both"));
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, text);
  });
});
