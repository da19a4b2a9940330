import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const readyWhen = { services: ["RasMan", "RemoteAccess"] };

async function scene(): Promise<Scene> {
  const made = new Scene();
  await made.writeSetting();
  return made;
}

const create = (on: Scene, more: Partial<RebootInputs> = { readyWhen }) =>
  on.clock.runUntilSettled(createReboot(on.context(), on.inputs(more)));
const update = (on: Scene, olds: RebootOutputs, more: Partial<RebootInputs> = { readyWhen }) =>
  on.clock.runUntilSettled(updateReboot(on.context(), "id", olds, on.inputs(more)));
const queries = (on: Scene) => on.windows.commands.filter((line) => line.includes("sc query"));

/** The state of a run that gave up: RasMan hangs as it starts. */
async function leftUnready(on: Scene, more: Partial<RebootInputs> = {}): Promise<RebootOutputs> {
  on.windows.services.install("RasMan", { outcome: "hangs" });
  const inputs = on.inputs({ readyWhen, timeoutSeconds: 300, ...more });
  return unfinishedState(on, createReboot(on.context(), inputs));
}

describe("a restart that is over when services run", () => {
  it("waits for one that starts late, and keeps when everything worked", async () => {
    const on = await scene();
    on.windows.services.install("RasMan", { startsAfterSeconds: 90, startSeconds: 30 });
    const bootedAt = on.windows.power.nextBoot().then(() => on.clock.now());
    const { outs } = await create(on);
    const waited = (on.clock.now() - (await bootedAt)) / 1_000;
    assert.ok(waited >= 120 && waited <= 126, `ready ${waited} s after the boot`);
    assert.deepEqual([outs.status, outs.notReady, on.windows.boots], ["active", [], 1]);
    assert.equal(outs.lastReboot?.ready, new Date(on.clock.now()).toISOString());
    assert.ok(Date.parse(outs.lastReboot?.back ?? "") < on.clock.now() - 60_000);
  });

  it("shows what it waits for, the phase first", async () => {
    const on = await scene();
    for (const name of readyWhen.services) on.windows.services.install(name, { startsAfterSeconds: 60 });
    await create(on);
    const shown = on.told.filter((text) => text.includes("not ready"));
    assert.match(shown[0] ?? "", /^starting, RasMan and 1 more not ready, \d+ s left$/);
    assert.ok(shown.length >= 4, shown.join("\n"));
  });

  it("asks once after the restart where everything runs at once, and not at all without readyWhen", async () => {
    const on = await scene();
    const { outs } = await create(on);
    assert.equal(outs.status, "active");
    // Before the turn, right before the request, and after the proof.
    assert.equal(queries(on).length, 3);
    const other = await scene();
    const { outs: without } = await create(other, {});
    assert.deepEqual([queries(other), without.lastReboot?.ready], [[], undefined]);
  });

  it("is refused before the request where the host has no such service", async () => {
    const on = await scene();
    const work = create(on, { readyWhen: { services: ["RasMan", "RasMann"] } });
    await assert.rejects(work, {
      code: "REBOOT_REFUSED",
      message: /on vpn01: there is no service named RasMann, for which .*It was not restarted/,
    });
    assert.deepEqual([on.requests, on.windows.boots], [[], 0]);
  });

  it("is refused before the request where the account may not ask for services", async () => {
    const on = await scene();
    const result = { exitCode: 5, output: "[SC] OpenSCManager FAILED 5:\r\n" };
    on.windows.faults.add({ when: /sc query/, effect: { kind: "program", name: "sc", result } });
    await assert.rejects(create(on), {
      code: "REBOOT_REFUSED",
      message: /could not be read: RasMan: sc\.exe/,
    });
    assert.deepEqual(on.requests, []);
  });

  it("goes ahead without a service that features may bring with the restart, and waits for it", async () => {
    const on = await scene();
    on.windows.registry.createKey("HKLM\\SOFTWARE\\Microsoft\\ServerManager\\CurrentRebootAttempts");
    on.windows.services.remove("RemoteAccess");
    on.windows.power.listen({ booted: () => on.windows.services.install("RemoteAccess") });
    const { outs } = await create(on);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
  });

  it("ends at once where a service is gone after the restart", async () => {
    const on = await scene();
    on.windows.power.listen({ booted: () => on.windows.services.remove("RasMan") });
    const startedAt = on.clock.now();
    const stored = await unfinishedState(on, createReboot(on.context(), on.inputs({ readyWhen })));
    assert.deepEqual([stored.status, stored.notReady], ["active", ["there is no service named RasMan"]]);
    assert.ok(on.clock.now() - startedAt < 120_000);
  });
});

describe("a restart that is over when ports answer", () => {
  it("connects to those of the connection's host from here, after the restart is proven and not before", async () => {
    const on = await scene();
    const tcp = [1723, { host: "vpn.example.net", port: 443 }];
    on.openPorts.add("vpn.example.net:443");
    on.clock.setTimer(200_000, () => on.openPorts.add("vpn01:1723"));
    const startedAt = on.clock.now();
    const { outs } = await create(on, { readyWhen: { tcp } });
    assert.deepEqual([outs.status, outs.notReady], ["active", []]);
    assert.ok(on.clock.now() - startedAt >= 200_000 && on.clock.now() - startedAt <= 206_000);
    assert.deepEqual([...new Set(on.probed)], ["vpn01:1723", "vpn.example.net:443"]);
    assert.ok(on.probed.length < 2 * 100, "none while the host was warned or down");
  });
});

describe("a restart after which a service does not run in time", () => {
  it("fails, names the service and its state, and stays proven", async () => {
    const on = await scene();
    on.windows.services.install("RasMan", { startsAfterSeconds: 5, outcome: "fails" });
    const startedAt = on.clock.now();
    const work = createReboot(on.context(), on.inputs({ readyWhen, timeoutSeconds: 300 }));
    await assert.rejects(on.clock.runUntilSettled(work), {
      name: "PartialFailureError",
      message:
        /^NOT_READY: could not find everything ready after the restart on vpn01: RasMan is stopped \(exit code 1068\), \d+ s after .*`pulumi up` waits for it again, and does not restart the computer/,
    });
    assert.ok(Math.abs(on.clock.now() - startedAt - 300_000) <= 6_000, `${on.clock.now() - startedAt} ms`);
  });

  it("leaves a state with the proof, and what does not work", async () => {
    const on = await scene();
    const stored = await leftUnready(on);
    assert.deepEqual([stored.status, stored.notReady], ["active", ["RasMan is starting"]]);
    assert.match(stored.statusReason, /Not ready: RasMan is starting\.$/);
    assert.match(stored.lastReboot?.evidence ?? "", /the marker is gone/);
    assert.equal(stored.lastReboot?.ready, undefined);
  });

  it("is waited for by the next run, which says so before and restarts nothing", async () => {
    const on = await scene();
    const stored = await leftUnready(on);
    const { changes, warnings } = diffReboot(stored, on.inputs({ readyWhen }));
    assert.deepEqual(
      [changes, warnings],
      [
        true,
        ["waits until RasMan and RemoteAccess run, without a restart; not ready before: RasMan is starting"],
      ],
    );
    on.clock.setTimer(200_000, () => on.windows.services.install("RasMan"));
    const { outs } = await update(on, stored);
    assert.deepEqual([outs.status, outs.notReady, on.windows.boots, on.requests], ["active", [], 1, [0]]);
    assert.ok(outs.lastReboot?.ready !== undefined);
    assert.equal(diffReboot(outs, on.inputs({ readyWhen })).changes, false);
  });

  it("is waited for as long again by a run that meets the same", async () => {
    const on = await scene();
    const stored = await leftUnready(on);
    const startedAt = on.clock.now();
    const again = updateReboot(on.context(), "id", stored, on.inputs({ readyWhen, timeoutSeconds: 300 }));
    const next = await unfinishedState(on, again);
    assert.ok(on.clock.now() - startedAt >= 290_000);
    assert.deepEqual([next.status, next.notReady, on.windows.boots], ["active", ["RasMan is starting"], 1]);
    assert.equal(next.statusReason.match(/Not ready/g)?.length, 1);
  });

  it("is no matter any more once the program does not wait for it, and no host is contacted for that", async () => {
    const on = await scene();
    const stored = await leftUnready(on);
    on.connects = 0;
    const { outs } = await update(on, stored, {});
    assert.deepEqual([outs.status, outs.notReady, on.connects], ["active", [], 0]);
  });

  it("is looked at once by a refresh, which clears it where everything runs", async () => {
    const on = await scene();
    const stored = await leftUnready(on);
    const read = async () => (await on.clock.runUntilSettled(readReboot(on.context(), "id", stored))).props;
    assert.deepEqual([(await read()).notReady, (await read()).status], [["RasMan is starting"], "active"]);
    on.windows.services.install("RasMan");
    const props = await read();
    const news = on.inputs({ readyWhen, timeoutSeconds: 300 });
    assert.deepEqual([props.notReady, diffReboot(props, news).changes], [[], false]);
    assert.doesNotMatch(props.statusReason, /Not ready/);
  });
});

describe("a change of readyWhen alone", () => {
  it("contacts no host that is active, and restarts nothing", async () => {
    const on = await scene();
    const { outs } = await create(on, {});
    on.connects = 0;
    const changed = on.inputs({ readyWhen: { services: ["NoSuchService"] } });
    assert.equal(diffReboot(outs, changed).changes, true);
    const { outs: next } = await on.clock.runUntilSettled(updateReboot(on.context(), "id", outs, changed));
    assert.deepEqual(
      [next.status, next.readyWhen, on.connects, on.windows.boots],
      ["active", { services: ["NoSuchService"] }, 0, 1],
    );
  });
});

describe("a run after one that was killed while it waited", () => {
  it("waits, by what the host shows, and restarts nothing", async () => {
    const on = await scene();
    on.windows.services.install("RasMan", { outcome: "hangs" });
    // The engine keeps nothing of a call that never ends.
    void createReboot(on.context(), on.inputs({ readyWhen })).catch(() => {});
    await on.clock.advance(200_000);
    assert.match(on.told.at(-1) ?? "", /^starting, RasMan not ready/);
    const runsAt = on.clock.now() + 60_000;
    on.clock.setTimer(60_000, () => on.windows.services.install("RasMan"));
    const { outs } = await create(on);
    assert.deepEqual([outs.status, outs.notReady, on.windows.boots, on.requests], ["active", [], 1, [0]]);
    assert.ok(on.clock.now() >= runsAt);
  });

  it("waits where the state before the killed update was one of a restart to come", async () => {
    const on = await scene();
    const held = { window: { from: "00:00", to: "00:01", timeZone: "Asia/Tokyo" } };
    const { outs: stored } = await create(on, { ...held, readyWhen });
    assert.equal(stored.status, "rebootPending");
    const inputs = on.inputs({ readyWhen });
    on.windows.services.install("RasMan", { startsAfterSeconds: 60 });
    on.windows.boot();
    const startedAt = on.clock.now();
    const { outs } = await on.clock.runUntilSettled(updateReboot(on.context(), "id", stored, inputs));
    assert.deepEqual([outs.status, on.requests], ["active", []]);
    assert.ok(on.clock.now() - startedAt >= 60_000);
  });
});

describe("a host that somebody else restarted", () => {
  it("is waited for by the next run", async () => {
    const on = await scene();
    on.windows.services.install("RasMan", { startsAfterSeconds: 60 });
    const inputs = on.inputs({ readyWhen });
    on.windows.boot();
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    assert.deepEqual([outs.status, on.requests], ["active", []]);
    assert.equal(on.windows.services.query("RasMan")?.state, 4);
  });
});
