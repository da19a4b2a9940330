import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import { Scene } from "./scene";

/** A host that requires a restart, and on which somebody may be. */
async function scene(prepare: (scene: Scene) => void = () => {}): Promise<Scene> {
  const made = new Scene();
  await made.writeSetting();
  prepare(made);
  return made;
}

const create = (on: Scene, more: Partial<RebootInputs> = {}) =>
  on.clock.runUntilSettled(createReboot(on.context(), on.inputs(more)));

/** Calls back as Windows is about to take a request. */
function atRequest(on: Scene, what: () => void): void {
  on.windows.onCommand = (line) => {
    if (/shutdown -r/.test(line)) what();
  };
}

describe("a restart of a host with people on it", () => {
  it("is postponed, with who it is, in three round trips", async () => {
    const on = await scene(({ windows }) => windows.occupants.logOn("ann"));
    const { outs } = await create(on);
    assert.equal(outs.status, "rebootPending");
    assert.deepEqual(on.warnings, ["vpn01: not restarted (postponed): ann (session 2) is logged on."]);
    assert.deepEqual([on.requests, on.windows.boots, on.windows.commands.length], [[], 0, 3]);
  });

  it("comes once they are gone", async () => {
    const on = await scene(({ windows }) => windows.occupants.logOn("ann"));
    const { outs } = await create(on);
    on.windows.occupants.clear();
    const next = await on.clock.runUntilSettled(updateReboot(on.context(), "id", outs, on.inputs()));
    assert.deepEqual([next.outs.status, on.windows.boots], ["active", 1]);
  });

  it("proceeds or fails where the program says so", async () => {
    const on = await scene(({ windows }) => windows.occupants.logOn("ann"));
    await assert.rejects(create(on, { ifUsersLoggedOn: "fail" }), (error: Error) => {
      assert.match(
        error.message,
        /^REBOOT_REFUSED: .* on vpn01: ann \(session 2\) is logged on\. It was not/,
      );
      return true;
    });
    assert.deepEqual(on.requests, []);
    const { outs } = await create(on, { ifUsersLoggedOn: "proceed" });
    assert.deepEqual([outs.status, on.windows.boots, on.warnings], ["active", 1, []]);
  });

  it("proceeds with disconnected sessions where the program ignores them", async () => {
    const on = await scene(({ windows }) => windows.occupants.disconnect(windows.occupants.logOn("bob")));
    assert.match((await create(on)).outs.statusReason, /bob \(session 2, disconnected\) is logged on/);
    const { outs } = await create(on, { disconnectedSessions: "ignore" });
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
  });

  it("asks the registry where there is no quser.exe", async () => {
    const on = await scene(({ windows }) => {
      windows.occupants.hasQuser = false;
      windows.occupants.logOn("ann");
    });
    assert.match((await create(on)).outs.statusReason, /postponed\): ann \(session 2\) is logged on/);
    on.windows.occupants.clear();
    assert.equal((await create(on)).outs.status, "active");
  });

  it("is postponed where neither quser.exe nor the registry can be read", async () => {
    const on = await scene(({ windows }) => {
      windows.occupants.hasQuser = false;
      windows.refuseKey("HKU", "readAndWrite");
    });
    const { outs } = await create(on);
    assert.match(outs.statusReason, /postponed\): it could not be read who is logged on: asked for HKU/);
    assert.deepEqual([outs.status, on.requests], ["rebootPending", []]);
  });

  it("is taken back where somebody logs on between the last look and the request", async () => {
    const on = await scene();
    atRequest(on, () => on.windows.occupants.logOn("ann"));
    const { outs } = await create(on);
    assert.match(outs.statusReason, /postponed\): ann \(session 2\) is logged on/);
    assert.deepEqual([outs.status, outs.lastReboot, on.requests], ["rebootPending", undefined, [0, 0]]);
    await on.clock.advance(600_000);
    assert.equal(on.windows.boots, 0);
    assert.equal(on.warnings.length, 1);
  });

  it("is taken back where that cannot be read after the request", async () => {
    const on = await scene();
    const result = { exitCode: 0, output: "Welcome" };
    on.windows.faults.add({ when: /^quser & reg query "HKU"$/, effect: { kind: "reply", result } });
    const { outs } = await create(on);
    assert.match(outs.statusReason, /postponed\): it could not be read who is logged on/);
    assert.deepEqual([outs.status, on.requests], ["rebootPending", [0, 0]]);
  });

  it("is taken back by a later look where the first one loses its link, while people are warned", async () => {
    const on = await scene();
    atRequest(on, () => on.windows.occupants.logOn("ann"));
    on.windows.faults.add({ when: /^quser & reg query "HKU"$/, effect: { kind: "cut", when: "before" } });
    const { outs } = await create(on);
    assert.deepEqual([outs.status, on.requests], ["rebootPending", [0, 0]]);
  });

  it("is an error where the program wants one, and is taken back before", async () => {
    const on = await scene();
    atRequest(on, () => on.windows.occupants.logOn("ann"));
    await assert.rejects(create(on, { ifUsersLoggedOn: "fail" }), { code: "REBOOT_REFUSED" });
    assert.deepEqual([on.requests, on.windows.boots], [[0, 0], 0]);
  });

  it("comes all the same where it is too late to take it back, and says so", async () => {
    const on = await scene();
    atRequest(on, () => on.windows.occupants.logOn("ann"));
    on.windows.faults.add({
      when: /^shutdown -a$/,
      effect: { kind: "program", name: "shutdown", result: { exitCode: 1115 } },
    });
    const { outs } = await create(on);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
    assert.deepEqual(on.warnings, [
      "vpn01: ann (session 2) is logged on, but the restart could not be taken back (shutdown.exe -a ended with exit code 1115)",
    ]);
  });

  it("comes after the days that people may postpone it, and warns them for long", async () => {
    const on = await scene(({ windows }) => windows.occupants.logOn("ann"));
    const more = { postponeAtMostDays: 3, timeoutSeconds: 300 };
    let { outs } = await create(on, more);
    for (let day = 1; day <= 3; day++) {
      await on.clock.advance(86_400_000);
      const before = on.clock.now();
      const up = updateReboot(on.context(), "id", outs, on.inputs(more));
      ({ outs } = await on.clock.runUntilSettled(up));
      assert.equal(outs.status, day === 3 ? "active" : "rebootPending", `day ${day}`);
      if (day === 3) assert.ok(on.clock.now() - before >= 900_000);
    }
    assert.match(on.windows.shutdownRequests[0]?.commandLine ?? "", / -t 900 /);
    assert.deepEqual([on.windows.boots, outs.pendingSince], [1, undefined]);
  });
});
