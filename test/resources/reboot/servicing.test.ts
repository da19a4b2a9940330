import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import { dword } from "../../../provider/windows/registry-value";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const servicing = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing";

async function scene(): Promise<Scene> {
  const made = new Scene();
  await made.writeSetting();
  return made;
}

const create = (on: Scene, more: Partial<RebootInputs> = {}) =>
  on.clock.runUntilSettled(createReboot(on.context(), on.inputs(more)));

/** Windows is at work until so many seconds from now. */
const works = (on: Scene, seconds: number, how: "value" | "key" = "value") => {
  const { registry } = on.windows;
  if (how === "value") registry.set(`${servicing}\\Interface`, "ServicingInProgress", dword(2));
  else registry.createKey(`${servicing}\\RebootInProgress`);
  on.clock.setTimer(seconds * 1_000, () => {
    registry.set(`${servicing}\\Interface`, "ServicingInProgress", dword(0));
    registry.deleteKey(`${servicing}\\RebootInProgress`);
  });
};

describe("a restart of a host that is installing something", () => {
  for (const how of ["value", "key"] as const) {
    it(`waits until that is over before the request: ${how}`, async () => {
      const on = await scene();
      works(on, 300, how);
      const startedAt = on.clock.now();
      const { outs } = await create(on);
      const { at = 0 } = on.windows.shutdownRequests[0] ?? {};
      assert.ok(at - startedAt >= 300_000 && at - startedAt < 310_000, `asked after ${at - startedAt} ms`);
      assert.deepEqual([outs.status, on.windows.boots, on.warnings], ["active", 1, []]);
    });
  }

  it("is postponed where that outlasts the deadline", async () => {
    const on = await scene();
    works(on, 10_000);
    const { outs } = await create(on, { timeoutSeconds: 120 });
    assert.match(
      outs.statusReason,
      /\(postponed\): Windows is installing .* still at it when timeoutSeconds/,
    );
    assert.deepEqual([outs.status, on.requests, on.warnings.length], ["rebootPending", [], 1]);
  });

  it("is proven only once the work after the boot is over", async () => {
    const on = await scene();
    on.windows.power.listen({ booted: () => works(on, 200) });
    const startedAt = on.clock.now();
    const { outs } = await create(on);
    assert.ok(on.clock.now() - startedAt >= 200_000);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
  });

  it("runs out of time where the work after the boot does not end, and says so", async () => {
    const on = await scene();
    on.windows.power.listen({ booted: () => works(on, 10_000) });
    const stored = await unfinishedState(on, createReboot(on.context(), on.inputs({ timeoutSeconds: 200 })));
    assert.match(stored.statusReason, /REBOOT_TIMEOUT.*not settled.*still installing updates/);
  });

  it("never waits for what only a restart clears, and tells it before the request", async () => {
    const on = await scene();
    on.windows.registry.createKey(`${servicing}\\RebootPending`);
    on.windows.registry.createKey(`${servicing}\\PackagesPending`);
    on.windows.registry.set(`${servicing}\\Interface`, "ServicingInProgress", dword(1));
    const told: string[] = [];
    const context = on.context();
    const log = { ...context.log, info: (text: string) => told.push(`${on.requests.length} ${text}`) };
    const { outs } = await on.clock.runUntilSettled(createReboot({ ...context, log }, on.inputs()));
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? "",
      /^0 vpn01: the restart .*packages are waiting.*will also install updates; expect/,
    );
    assert.equal(outs.status, "active");
  });
});

describe("a host that an earlier run left silent", () => {
  /** A run that ended while the host was down; the next begins so many seconds after its deadline. */
  async function leftSilent(updates: boolean, later: number, connections: "silent" | "dropped" = "silent") {
    const on = await scene();
    Object.assign(on.windows.power.behaviour, { afterRestart: "neverReturns", connections });
    if (updates) on.windows.registry.createKey(`${servicing}\\PackagesPending`);
    const stored = await unfinishedState(on, createReboot(on.context(), on.inputs({ timeoutSeconds: 600 })));
    assert.equal(stored.lastReboot?.installsUpdates, updates ? true : undefined);
    await on.clock.advance(later * 1_000);
    const startedAt = on.clock.now();
    const inputs = on.inputs({ timeoutSeconds: 600 });
    const next = await unfinishedState(on, updateReboot(on.context(), "id", stored, inputs));
    assert.match(next.statusReason, /REBOOT_TIMEOUT.*has not come back/);
    return (on.clock.now() - startedAt) / 1_000;
  }

  it("is looked for once, as long as connecting may take", async () => {
    const seconds = await leftSilent(false, 3_600);
    assert.ok(seconds >= 20 && seconds <= 45, `${seconds} s`);
  });

  it("has its whole patience again where it installs updates, or where its address answers", async () => {
    assert.ok((await leftSilent(true, 3_600)) >= 590);
    assert.ok((await leftSilent(false, 3_600, "dropped")) >= 590);
  });
});
