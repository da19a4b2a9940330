import assert from "node:assert/strict";
import { HostStack } from "./host-stack";
import type { StateResource } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

describe("a host whose service does not run after the restart", function () {
  this.timeout(120_000);
  const names = ["left alone", "refreshed"];
  const stopped = "RasMan is stopped (exit code 1068)";
  let stack: HostStack;

  before(async () => {
    stack = await HostStack.start(names);
    // Time for a proof on a machine that is busy, and what is left of it is waited out.
    declare(30, ["RasMan"]);
    for (const name of names) servicesOf(name).install("RasMan", { outcome: "fails" });
  });

  after(() => stack?.stop());

  it("is told in the preview: what the restart waits for", async () => {
    const preview = await succeeded(stack.project.preview());
    assert.match(textOf(preview), /are warned 5 s before; then waits until RasMan runs/);
  });

  it("fails the run, and keeps the proof of the restart and what does not work", async () => {
    const run = await failed(stack.up("--continue-on-error"), /NOT_READY/);
    assert.match(textOf(run), /RasMan is stopped \(exit code 1068\), \d+ s after/);
    for (const name of names) {
      const { outputs, initErrors } = await rebootOf(name);
      assert.ok(
        initErrors?.some((reason) => reason.includes("NOT_READY")),
        name,
      );
      assert.deepEqual([outputs?.status, outputs?.notReady], ["active", [stopped]], name);
      assert.match(String((outputs?.lastReboot as { evidence?: unknown })?.evidence), /the marker is gone/);
      assert.equal(stack.host(name).boots, 1);
    }
  });

  it("is waited for by the next update, with or without a refresh before it, and the preview says so", async () => {
    await succeeded(stack.refresh("--target", "**::refreshed"));
    assert.equal((await rebootOf("refreshed")).initErrors, undefined);
    const preview = await succeeded(stack.project.preview());
    assert.equal(changesOf(preview)?.update, names.length);
    const said = textOf(preview).match(
      /waits until RasMan runs, without a restart; not ready before: RasMan/g,
    );
    assert.ok((said ?? []).length >= names.length, textOf(preview));
  });

  it("is finished by the next up once the service runs, without a second restart", async () => {
    for (const name of names) servicesOf(name).install("RasMan");
    await succeeded(stack.up());
    const status = await stack.status();
    for (const name of names) {
      stack.assertInForce(name, status[name]);
      assert.equal(stack.host(name).windows.shutdownRequests.length, 1, name);
      const { outputs, initErrors } = await rebootOf(name);
      assert.deepEqual([initErrors, outputs?.notReady], [undefined, []], name);
    }
    assert.deepEqual(changesOf(await succeeded(stack.up())), { same: 1 + names.length * 3 });
  });

  it("is restarted by no change of readyWhen alone, and not asked", async () => {
    for (const name of names) stack.host(name).windows.commands.length = 0;
    declare(30, ["NoSuchService"]);
    assert.equal(changesOf(await succeeded(stack.up()))?.update, names.length);
    for (const name of names)
      assert.deepEqual([stack.host(name).boots, stack.host(name).windows.commands], [1, []]);
    await succeeded(stack.destroy());
  });

  function declare(timeoutSeconds: number, services: readonly string[]): void {
    stack.declare("both", names, () => ({ reboot: { timeoutSeconds, readyWhen: { services } } }));
  }

  function servicesOf(name: string) {
    return stack.host(name).windows.services;
  }

  async function rebootOf(name: string): Promise<StateResource> {
    const found = await stack.project.resources();
    const reboot = found.find(({ urn, type }) => urn.endsWith(`::${name}`) && type.endsWith(":Reboot"));
    return reboot ?? assert.fail(`${name} has no Reboot in the state`);
  }
});
