import assert from "node:assert/strict";
import { dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life } from "./life";

const follows = { __rebootFollows: true } as const;

describe("a setting that a Reboot follows", () => {
  it("never says that the restart is pending, after a create, an update and a refresh", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both", follows));
    const updated = await life.run().update(created, inputsFor("server", follows));
    const seen = await life.run().refresh(updated);
    for (const { outs } of [created, updated, seen]) {
      assert.equal(outs.status, "unknown");
      assert.match(outs.statusReason, /the status of the Reboot tells the rest/);
    }
    life.windows.boot();
    assert.equal((await life.run().refresh(seen)).outs.status, "active");
  });

  it("still says what no restart changes", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both", follows));
    life.windows.setting = dword(1);
    assert.equal((await life.run().refresh(created)).outs.status, "drift");
  });

  it("has its true status again once the Reboot is gone: the host is read, and nothing written", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both", follows));
    life.windows.boot();
    const before = life.windows.exportRegistry();
    const { outs } = await life.run().up(created, inputsFor("both"));
    assert.equal(outs.status, "active");
    assert.equal(outs.changeId, created.outs.changeId);
    assert.equal(life.windows.exportRegistry(), before);
    assert.equal((await life.run().up({ ...created, outs }, inputsFor("both"))).outs, outs);
  });

  it("leaves a pending restart to a Reboot that is new, without a contact", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both"));
    assert.equal(created.outs.status, "rebootPending");
    const run = life.run();
    const followed = await run.up(created, inputsFor("both", follows));
    assert.equal(run.connections, 0);
    assert.equal(followed.outs.status, "unknown");
    assert.equal(followed.outs.changeId, created.outs.changeId);
    assert.equal((await run.up(followed, inputsFor("both", follows))).outs, followed.outs);
  });
});
