import assert from "node:assert/strict";
import { attemptWhileDown, type Held, holdAt, holdDown } from "./held-host";
import { HostStack } from "./host-stack";
import type { StateResource } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

describe("a run that fails in the middle of a host", function () {
  this.timeout(120_000);
  const cutNames = ["cut after the marker", "cut after the value"].flatMap((what) => [
    what,
    `refreshed, ${what}`,
  ]);
  const timedOut = "timed out";
  const keptByRefresh = "refreshed in vain, timed out";
  const backAtRefresh = "refreshed, timed out";
  const timedOutNames = [timedOut, keptByRefresh, backAtRefresh];
  const names = [...cutNames, ...timedOutNames];
  const down = new Map<string, Held>();
  let stack: HostStack;

  before(async () => {
    stack = await HostStack.start(names);
    declare(8);
    for (const name of cutNames) {
      holdAt(stack.host(name), { when: /reg add/, run: name.endsWith("value") ? 2 : 1, cut: true });
    }
    for (const name of timedOutNames) down.set(name, holdDown(stack.host(name)));
  });

  after(() => stack?.stop());

  it("keeps the previous value, and the restart that it requested", async () => {
    const run = await failed(stack.up("--continue-on-error"), /UNREACHABLE/);
    assert.match(textOf(run), /REBOOT_TIMEOUT/);
    for (const name of cutNames) {
      const { setting, reboot } = await inState(name);
      assert.ok(
        setting?.initErrors?.some((reason) => reason.includes("UNREACHABLE")),
        name,
      );
      assert.deepEqual(setting?.outputs?.previous, stack.startOf(name), name);
      assert.equal(reboot, undefined, name);
    }
    for (const name of timedOutNames) {
      const { setting, reboot } = await inState(name);
      assert.equal(setting?.initErrors, undefined, name);
      assert.ok(
        reboot?.initErrors?.some((reason) => reason.includes("REBOOT_TIMEOUT")),
        name,
      );
      assertAsked(name, reboot);
    }
  });

  it("shows in a preview what the next update continues", async () => {
    const preview = await succeeded(stack.project.preview());
    assert.match(textOf(preview), /the last run did not finish; the next update continues it/);
    assert.match(textOf(preview), /the restart requested at .* is not finished; the update resumes it/);
    const { update } = changesOf(preview) ?? {};
    assert.equal(update, names.length);
  });

  it("loses nothing by a refresh, which clears the errors", async () => {
    down.get(backAtRefresh)?.release();
    await succeeded(stack.refresh("--target", "**::refreshed*"));
    for (const name of names.filter((each) => each.startsWith("refreshed"))) {
      const { setting, reboot } = await inState(name);
      assert.deepEqual(setting?.outputs?.previous, stack.startOf(name), name);
      assert.equal(setting?.initErrors, undefined, name);
      if (timedOutNames.includes(name)) assertAsked(name, reboot);
    }
  });

  it("is finished by the next up, without a second restart", async () => {
    declare(60);
    down.get(timedOut)?.release();
    void attemptWhileDown(stack.host(keptByRefresh).sshd).then(down.get(keptByRefresh)?.release);
    await succeeded(stack.up());
    const status = await stack.status();
    for (const name of names) {
      stack.assertInForce(name, status[name]);
      assert.equal(stack.host(name).windows.shutdownRequests.length, 1, name);
      const { setting, reboot } = await inState(name);
      assert.equal(setting?.initErrors ?? reboot?.initErrors, undefined, name);
    }
    assert.deepEqual(changesOf(await succeeded(stack.up())), { same: 1 + names.length * 3 });
  });

  it("is undone by destroy", async () => {
    await succeeded(stack.destroy());
    for (const name of names) await stack.assertAsBefore(name);
  });

  function declare(timeoutSeconds: number): void {
    stack.declare("both", names, (name) => ({
      reboot: { timeoutSeconds },
      ...(name === keptByRefresh ? { onUnreachable: { refresh: "keep" } } : {}),
    }));
  }

  async function inState(name: string): Promise<{ setting?: StateResource; reboot?: StateResource }> {
    const found = (await stack.project.resources()).filter(({ urn }) => urn.endsWith(`::${name}`));
    const ofType = (type: string) => found.find((resource) => resource.type.endsWith(`:${type}`));
    const [setting, reboot] = [ofType("NatT"), ofType("Reboot")];
    return { ...(setting === undefined ? {} : { setting }), ...(reboot === undefined ? {} : { reboot }) };
  }

  function assertAsked(name: string, reboot: StateResource | undefined): void {
    const last = reboot?.outputs?.lastReboot as Record<string, unknown> | undefined;
    assert.match(String(last?.requested), /^\d{4}-/, name);
    assert.equal(last?.evidence, undefined, name);
  }
});
