import assert from "node:assert/strict";
import { DifferentMachineError, TwoOwnersError } from "../../../provider/errors";
import { unknownSentinel } from "../../../provider/validation/schema";
import { absent, dword } from "../../../provider/windows/registry-value";
import { connectionTo, inputsFor, Life, type Run, renamed, urnOf } from "./life";

const said = (run: Run) => run.said.join("\n");

describe("a delete of a setting whose host the program still declares", () => {
  for (const isRestarted of [false, true]) {
    const when = isRestarted ? "after a restart" : "in the same boot";

    it(`leaves the host to a resource that is unchanged in this run, without connecting, ${when}`, async () => {
      const { life, old, successor } = await renamed();
      if (isRestarted) life.windows.boot();
      const before = life.windows.exportRegistry();
      const run = life.run();
      run.declares(successor, urnOf("new"));
      await run.delete(old, urnOf("old"));
      assert.equal(run.connections, 0);
      assert.equal(life.windows.exportRegistry(), before);
      assert.match(said(run), /left alone, because .*::new declares the setting there/);
      await life.run().delete(successor, urnOf("new"));
      assert.deepEqual(life.windows.setting, absent);
    });

    it(`leaves it where the update of that resource fails, ${when}`, async () => {
      const { life, old, successor } = await renamed();
      if (isRestarted) life.windows.boot();
      const run = life.run();
      run.declares(successor, urnOf("new"));
      life.windows.elevated = false;
      await assert.rejects(run.update(successor, inputsFor("server"), urnOf("new")));
      life.windows.elevated = true;
      await run.delete(old, urnOf("old"));
      assert.deepEqual(life.windows.setting, dword(2));
    });

    it(`leaves it to what replaced the resource in an earlier run, ${when}`, async () => {
      const life = new Life();
      const replaced = await life.run().create(inputsFor("both"));
      const replacement = await life.run().create(inputsFor("both"));
      if (isRestarted) life.windows.boot();
      const run = life.run();
      run.declares(replacement);
      await run.delete(replaced);
      assert.deepEqual(life.windows.setting, dword(2));
    });

    it(`undoes the state that a replacement deletes first, and the way back stays, ${when}`, async () => {
      const life = new Life({ startValue: dword(1) });
      const state = await life.run().create(inputsFor("both"));
      if (isRestarted) life.windows.boot();
      const run = life.run();
      run.declares(state);
      await run.delete(state);
      assert.deepEqual(life.windows.setting, dword(1));
      const replacement = await run.create(inputsFor("both"));
      assert.deepEqual([life.windows.setting, replacement.outs.previous], [dword(2), dword(1)]);
    });
  }

  it("leaves it while the new address of the declaring resource is not known", async () => {
    const { life, old, successor } = await renamed();
    life.windows.boot();
    const run = life.run();
    run.declares(successor, urnOf("new"), { ...connectionTo("vpn01"), host: unknownSentinel });
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, dword(2));
  });

  it("restores the value where the declaring resource has moved to another host", async () => {
    const { life, old, successor } = await renamed();
    life.windows.boot();
    const run = life.run();
    run.declares(
      { ...successor, outs: { ...successor.outs, machine: { machineGuid: "m2" } } },
      urnOf("new"),
      {
        ...connectionTo("vpn02"),
      },
    );
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, absent);
  });

  it("says which original value is given up where the other resource knows another one", async () => {
    const { life, old, successor } = await renamed({ startValue: dword(1), isRestartedBefore: true });
    const run = life.run();
    run.declares(successor, urnOf("new"));
    await run.delete(old, urnOf("old"));
    assert.match(
      said(run),
      /Its delete restores REG_DWORD 2; the original value .*\(REG_DWORD 1\) is no longer kept/,
    );
  });

  it("fails where another machine has come to the address that another resource declares", async () => {
    const life = new Life();
    const old = await life.run().create(inputsFor("both"), urnOf("old"));
    life.addHost("vpn01", { machineGuid: "other", computerName: "OTHER" });
    const run = life.run();
    await run.create(inputsFor("both"), urnOf("new"));
    await assert.rejects(run.delete(old, urnOf("old")), (error) => {
      assert.ok(error instanceof DifferentMachineError);
      assert.match(error.message, /expected .*LAB-WIN01.*found .*OTHER.*::new declares.*pulumi state delete/);
      return true;
    });
    const forget = { ...old, outs: { ...old.outs, onUnreachable: { delete: "forget" } as const } };
    await run.delete(forget, urnOf("old"));
    assert.match(said(run), /without restoring the value/);
  });

  it("gives up another machine with a warning where the resource itself was replaced, as its error advises", async () => {
    const life = new Life({ startValue: dword(1) });
    const state = await life.run().create(inputsFor("both"));
    life.addHost("vpn01", { machineGuid: "other", computerName: "OTHER" });
    const run = life.run();
    await run.create(inputsFor("both"));
    await run.delete(state);
    assert.match(said(run), /another machine answers there now.*LAB-WIN01.*was not restored.*REG_DWORD 1/);
  });
});

describe("a delete of a setting whose machine is declared at another address", () => {
  it("leaves it where the marker is that of the other resource", async () => {
    const { life, old, successor } = await renamed({ newHost: "10.0.0.1" });
    const before = life.windows.exportRegistry();
    const run = life.run();
    run.declares(successor, urnOf("new"));
    await run.delete(old, urnOf("old"));
    assert.equal(life.windows.exportRegistry(), before);
    assert.match(said(run), /left alone, because .*::new declares the setting there/);
  });

  it("fails, and touches nothing, where no marker tells whether it is the same machine", async () => {
    const { life, old, successor } = await renamed({ newHost: "10.0.0.1" });
    life.windows.boot();
    const before = life.windows.exportRegistry();
    const run = life.run();
    run.declares(successor, urnOf("new"));
    await assert.rejects(run.delete(old, urnOf("old")), (error) => {
      assert.ok(error instanceof TwoOwnersError);
      assert.match(error.message, /::new declares its setting at 10\.0\.0\.1:22.*pulumi state delete/);
      return true;
    });
    assert.equal(life.windows.exportRegistry(), before);
  });

  for (const isRestarted of [false, true]) {
    it(`is not deceived by a host that claims its identity, ${isRestarted ? "after" : "without"} a restart`, async () => {
      const life = new Life({ startValue: dword(1) });
      const old = await life.run().create(inputsFor("both"), urnOf("old"));
      life.addHost("impostor", { startValue: absent });
      if (isRestarted) life.windows.boot();
      const run = life.run();
      const inputs = { ...inputsFor("both"), connection: connectionTo("impostor") };
      await run.create(inputs, urnOf("impostor"));
      if (isRestarted) {
        await assert.rejects(run.delete(old, urnOf("old")), TwoOwnersError);
        assert.deepEqual(life.windows.setting, dword(2));
      } else {
        await run.delete(old, urnOf("old"));
        assert.match(said(run), /impostor:22.* claims the same identity.*but is another machine/);
        assert.deepEqual(life.windows.setting, dword(1));
      }
    });
  }
});

describe("a delete in a run that knows nothing of the rest of the program", () => {
  it("leaves a value that another setting applied later, and says so loudly", async () => {
    const { life, old, successor } = await renamed({ startValue: dword(1) });
    const before = life.windows.exportRegistry();
    const run = life.run();
    await run.delete(old, urnOf("old"));
    assert.equal(life.windows.exportRegistry(), before);
    assert.match(
      said(run),
      new RegExp(
        `Another resource \\(id ${successor.id}\\).*left alone\\. Its delete restores REG_DWORD 1\\.`,
      ),
    );
    await life.run().delete(successor, urnOf("new"));
    assert.deepEqual(life.windows.setting, dword(1));
  });

  it("names the original value where nobody else restores it", async () => {
    const { life, old } = await renamed({ startValue: dword(1), isRestartedBefore: true });
    const run = life.run();
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, dword(2));
    assert.match(said(run), /does not restore REG_DWORD 1, the original value that this resource knew/);
  });

  it("restores over it where overwriteForeignChange is set", async () => {
    const { life, old } = await renamed();
    await life.run().delete({ ...old, outs: { ...old.outs, overwriteForeignChange: true } }, urnOf("old"));
    assert.deepEqual(life.windows.setting, absent);
  });

  it("says what cannot be known once the marker is gone", async () => {
    const { life, old } = await renamed();
    life.windows.boot();
    const run = life.run();
    await run.delete(old, urnOf("old"));
    assert.deepEqual(life.windows.setting, absent);
    assert.match(said(run), /nothing tells whether another stack.* declares this host too/);
    const marked = new Life();
    const state = await marked.run().create(inputsFor("both"));
    const usual = marked.run();
    await usual.delete(state);
    assert.doesNotMatch(said(usual), /nothing tells/);
  });

  it("is not held back by the marker of a setting that this one took over from without leaving its own", async () => {
    const life = new Life();
    const old = await life.run().create(inputsFor("both"), urnOf("old"));
    const run = life.run();
    let successor = await run.create(inputsFor("both", { bootMarker: false }), urnOf("new"));
    await run.delete(old, urnOf("old"));
    const moved = { ...inputsFor("both", { bootMarker: false }), connection: connectionTo("10.0.0.1") };
    life.network.set("10.0.0.1", life.windows);
    successor = await life.run().update(successor, moved, urnOf("new"));
    successor = await life.run().refresh(successor, urnOf("new"));
    assert.deepEqual(successor.outs.warnings, []);
    await life.run().delete(successor, urnOf("new"));
    assert.deepEqual(life.windows.setting, absent);
  });
});
