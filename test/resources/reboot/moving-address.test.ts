import assert from "node:assert/strict";
import fc from "fast-check";
import { NatTraversalError } from "../../../provider/errors";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { lastRebootIn } from "../../../provider/resources/reboot/last-reboot";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { checkpoint } from "../../lab/simulated/checkpoint";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { checkAsyncProperty } from "../../support/property";
import { MovingAddress } from "./moving-address";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const serverManager = "HKLM\\SOFTWARE\\Microsoft\\ServerManager";
const quick = { bootSeconds: 8, settleSeconds: 3 };

/** Our machine, another one, and an address that leads to ours. */
async function scene(marked = true) {
  const ours = new Scene({ power: quick });
  await ours.writeSetting(marked);
  const other = new SimulatedWindows({
    clock: ours.clock,
    machineGuid: "other",
    computerName: "OTHER",
    hardwareId: "{0f}",
  });
  return { ours, other, address: new MovingAddress(ours.windows, other) };
}

/** An address that moves to the other machine once, and what the other one is like. */
interface Move {
  /** Before which command it moves. */
  readonly command: number;
  readonly seconds: number;
  readonly marked: boolean;
  readonly otherBoots: boolean;
  /** The other one may have a marker of its own, or be the clone of a disk with ours. */
  readonly otherMarker: string;
}

async function moves({ command, seconds, marked, otherBoots, otherMarker }: Move): Promise<void> {
  const { ours, other, address } = await scene(marked);
  if (otherBoots) other.boot();
  const text = ours.windows.registry.get(markerKey, markerName);
  if (otherMarker === "ours") other.registry.set(markerKey, markerName, text);
  else if (otherMarker !== "none")
    other.registry.set(markerKey, markerName, { type: "REG_SZ", data: otherMarker });
  other.registry.createKey(`${serverManager}\\CurrentRebootAttempts`);
  const before = other.exportRegistry();
  address.onCommand = (sent) => {
    if (sent !== command) return;
    address.moveTo(1);
    ours.clock.setTimer(seconds * 1_000, () => address.moveTo(0));
  };
  const inputs = ours.inputs({ warningSeconds: 5, timeoutSeconds: 300, bootMarker: marked });
  let stored: RebootOutputs | undefined;
  for (let run = 0; run < 3 && stored?.status !== "active"; run++) {
    stored = await outcome(ours, address, inputs, stored);
    await ours.clock.advance(100_000);
  }
  assert.equal(stored?.status, "active", stored?.statusReason);
  assert.equal(ours.windows.boots, 1);
  assert.deepEqual(other.shutdownRequests, []);
  assert.equal(other.exportRegistry(), before);
  assert.deepEqual(stored.pendingReasons, [], "the other machine's reasons");
  const { before: bootBefore, after } = lastRebootIn(stored) ?? {};
  assert.equal((after?.machine ?? bootBefore?.machine)?.computerName, "LAB-WIN01");
}

function storedOf(inputs: RebootInputs, lastReboot: LastReboot): RebootOutputs {
  const found = { status: "rebootPending" as const, statusReason: "It is.", pendingReasons: [] };
  return { ...inputs, host: "vpn01", ...found, lastReboot, __stateVersion: 1 };
}

describe("an address that leads to another machine for a while", () => {
  it("never restarts or marks the other machine, and never takes its boot for ours", async function () {
    this.timeout(60_000);
    const move = fc.record({
      command: fc.nat(25),
      seconds: fc.constantFrom(0, 1, 5, 30, 90),
      marked: fc.boolean(),
      otherBoots: fc.boolean(),
      otherMarker: fc.constantFrom("none", "1.fedcba9876543210.-.-.-", "ours"),
    });
    await checkAsyncProperty(
      fc.asyncProperty(move, (given) => moves(given)),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  });

  it("never restarts or marks the other machine, before whichever command of a restart the address moves", async function () {
    this.timeout(60_000);
    for (const seconds of [0, 30]) {
      for (let command = 0; command < 24; command++) {
        await moves({ command, seconds, marked: true, otherBoots: true, otherMarker: "ours" });
      }
    }
  });

  it("sends no request over a connection on which the machine was not seen", async () => {
    const { ours, other, address } = await scene();
    other.registry.set(markerKey, markerName, ours.windows.registry.get(markerKey, markerName));
    address.onCommand = (sent) => {
      if (sent === 2) address.moveTo(1);
    };
    const work = createReboot(ours.context(address), ours.inputs());
    await assert.rejects(ours.clock.runUntilSettled(work), { code: "DIFFERENT_MACHINE" });
    assert.deepEqual([ours.requests, other.shutdownRequests], [[], []]);
  });

  it("waits for our machine to the deadline, and says which one answers instead", async () => {
    const { ours, other, address } = await scene();
    ours.clock.setTimer(22_000, () => address.moveTo(1));
    const inputs = ours.inputs({ timeoutSeconds: 120 });
    const work = unfinishedState(ours, createReboot(ours.context(address), inputs));
    const stored = await work;
    assert.match(stored.statusReason, /REBOOT_TIMEOUT.*another machine answers: .*found .*OTHER/);
    assert.equal(stored.lastReboot?.evidence, undefined);
    address.moveTo(0);
    const { outs } = await ours.clock.runUntilSettled(
      updateReboot(ours.context(address), "id", stored, ours.inputs()),
    );
    assert.deepEqual([outs.status, ours.windows.boots, other.boots], ["active", 1, 0]);
  });

  it("restarts no machine of whose identity nothing can be read", async () => {
    const { ours } = await scene();
    const cryptography = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";
    const names = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";
    for (const key of [cryptography, names, "HKLM\\SYSTEM\\HardwareConfig"])
      ours.windows.refuseKey(key, "readAndWrite");
    for (const machine of [ours.facts().machine, {}]) {
      const inputs = ours.inputs({ setting: ours.facts({ machine }) });
      const work = ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
      await assert.rejects(work, { code: "DIFFERENT_MACHINE", message: /without a readable identity/ });
    }
    assert.deepEqual(ours.requests, []);
  });

  it("restarts a machine whose identity could not be read when the setting was written", async () => {
    const { ours } = await scene();
    const inputs = ours.inputs({ setting: ours.facts({ machine: {} }) });
    const { outs } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    assert.deepEqual([outs.status, ours.windows.boots], ["active", 1]);
  });
});

describe("a stored proof of a restart", () => {
  const requested = "2026-01-01T00:00:00.000Z";
  const proof = { change: "c1", requested, evidence: "the marker is gone and BootId went from 30 to 31" };
  const other = { machineGuid: "other", computerName: "OTHER" };
  const refuted: [string, LastReboot][] = [
    ["of another machine", { ...proof, after: { machine: other, bootId: 31 } }],
    ["of another machine, which never had one", { ...proof, before: { machine: other, bootId: 30 } }],
    ["of an earlier version, which kept no machine", proof],
    ["that never came", { ...proof, evidence: "not proven: it answers again" }],
  ];
  for (const [what, lastReboot] of refuted) {
    it(`does not keep a host from its restart whose marker shows that it had none: ${what}`, async () => {
      const { ours } = await scene();
      const inputs = ours.inputs();
      const stored = storedOf(inputs, lastReboot);
      const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
      assert.deepEqual([outs.status, ours.windows.boots, ours.requests], ["active", 1, [0]]);
    });
  }

  it("of another machine does not count where ours has no marker", async () => {
    const { ours } = await scene(false);
    const inputs = ours.inputs({ bootMarker: false });
    const stored = storedOf(inputs, { ...proof, after: { machine: other } });
    const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
    assert.deepEqual([outs.status, ours.windows.boots], ["active", 1]);
  });

  it("counts for nothing in a virtual machine that was reverted to a checkpoint from before it", async () => {
    const { ours } = await scene();
    const revert = checkpoint(ours.windows);
    const inputs = ours.inputs();
    const { outs: first } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    assert.equal(first.status, "active");
    revert();
    const stored = { ...first, status: "rebootPending" as const };
    const { outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs));
    assert.deepEqual(
      [outs.status, ours.windows.boots, ours.windows.valueInForce.type],
      ["active", 2, "REG_DWORD"],
    );
  });

  it("holds where the marker that is there was written after the restart", async () => {
    const { ours } = await scene();
    const inputs = ours.inputs();
    ours.windows.power.listen({
      booted: () => {
        ours.windows.setting = { type: "absent" };
      },
    });
    let { outs } = await ours.clock.runUntilSettled(createReboot(ours.context(), inputs));
    // A restart that found another value was not this change's; after two of them a third would not help.
    for (const boots of [2, 2]) {
      ours.windows.setting = { type: "REG_DWORD", data: "2" };
      const stored = { ...outs, status: "rebootPending" as const };
      ({ outs } = await ours.clock.runUntilSettled(updateReboot(ours.context(), "id", stored, inputs)));
      assert.equal(ours.windows.boots, boots);
      assert.notEqual(outs.status, "active");
    }
    assert.match(ours.warnings.join("\n"), /not restarted again/);
  });
});

/** The state after a run; the one before where it failed before there was anything to remember. */
async function outcome(
  ours: Scene,
  address: MovingAddress,
  inputs: RebootInputs,
  stored: RebootOutputs | undefined,
): Promise<RebootOutputs | undefined> {
  const context = ours.context(address);
  const work =
    stored === undefined ? createReboot(context, inputs) : updateReboot(context, "id", stored, inputs);
  try {
    return (await ours.clock.runUntilSettled(work)).outs;
  } catch (error) {
    if (error instanceof PartialFailureError) return error.properties as unknown as RebootOutputs;
    assert.ok(error instanceof NatTraversalError, String(error));
    return stored;
  }
}
