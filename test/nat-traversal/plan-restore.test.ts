import assert from "node:assert/strict";
import fc from "fast-check";
import { applyWrites, type Writes, writeAlone } from "../../provider/nat-traversal/apply";
import type { Marker } from "../../provider/nat-traversal/marker";
import { sameEffect } from "../../provider/nat-traversal/nat-traversal-value";
import { whyNotRestorable } from "../../provider/nat-traversal/original-value";
import { evaluateConverged, planConverge } from "../../provider/nat-traversal/plan";
import { planRestore, type RestoreRequest } from "../../provider/nat-traversal/plan-restore";
import type { BehindNat } from "../../provider/nat-traversal/setting-state";
import { evaluateStatus } from "../../provider/nat-traversal/status";
import type { LastVisit } from "../../provider/nat-traversal/value-at-boot";
import { absent, dword, type RegistryValue } from "../../provider/windows/registry-value";
import { plainLine } from "../lab/simulated/plain-line";
import { framedByCmd, listing, nonce, type Printed, refused } from "../support/framed";
import { ModelHost } from "../support/model-host";
import { observationOf } from "../support/observations";
import { checkProperty } from "../support/property";
import { fromWords } from "../support/value-words";
import { registryValue } from "../support/wild-values";

const path = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

function restore(value: string, previous: string, differences: Partial<RestoreRequest> = {}) {
  const lastVisit: LastVisit = {
    applied: dword(2),
    previous: fromWords(previous),
    valueAtBoot: dword(2),
    bootEvidence: { bootId: 7, marked: false },
  };
  const observation = observationOf({ value: fromWords(value), bootId: 7 });
  return planRestore({ id: "ours", observation, lastVisit, ...differences });
}

describe("the plan of a delete", () => {
  it("restores exactly the original value on delete, marks it, and says what follows", () => {
    for (const previous of [
      "absent",
      "REG_DWORD 0",
      "REG_DWORD 7",
      "REG_QWORD 2",
      "REG_SZ 2",
      "REG_BINARY 02",
    ]) {
      const { action, write, marker, reason, warn } = restore("REG_DWORD 2", previous);
      assert.deepEqual([action, write, warn], ["restore", fromWords(previous), false]);
      const target = fromWords(previous);
      assert.deepEqual(marker, { id: "ours", applied: target, valueAtBoot: dword(2), previous: target });
      assert.match(
        reason,
        /^Changed REG_DWORD 2 to .*; this takes effect after the next restart\. After that, L2TP\/IPsec .* when the server is behind NAT\.$/,
      );
    }
    assert.match(restore("REG_DWORD 2", "REG_DWORD 1").reason, /fail when both ends are behind NAT\.$/);
  });

  it("names no loss where a restored value loses nothing", () => {
    const lastVisit: LastVisit = {
      applied: dword(0),
      previous: dword(2),
      valueAtBoot: dword(2),
      bootEvidence: {},
    };
    const { reason, write } = restore("REG_DWORD 0", "absent", { lastVisit });
    assert.deepEqual(write, dword(2));
    assert.equal(reason, "Changed REG_DWORD 0 to REG_DWORD 2; this takes effect after the next restart.");
    const same: LastVisit = { ...lastVisit, previous: fromWords("REG_SZ 2") };
    assert.doesNotMatch(restore("REG_DWORD 0", "absent", { lastVisit: same }).reason, /fail/);
  });

  it("writes nothing on delete where the value is already the original one", () => {
    for (const [value, previous] of [
      ["REG_DWORD 2", "REG_DWORD 2"],
      ["absent", "absent"],
      ["REG_SZ 2", "REG_SZ 2"],
    ] as const) {
      const { action, write, marker, reason, warn } = restore(value, previous);
      assert.deepEqual([action, write, marker, warn], ["restore", undefined, undefined, false]);
      assert.match(reason, /^The value is already (REG_DWORD 2|absent|REG_SZ "2"); nothing was written\.$/);
    }
  });

  it("leaves a value that somebody else changed, unless it may be overwritten", () => {
    for (const value of ["REG_DWORD 1", "absent", "REG_QWORD 2", "REG_SZ 2"]) {
      const { action, write, marker, reason, warn } = restore(value, "REG_DWORD 0");
      assert.deepEqual([action, write, marker, warn], ["leave", undefined, undefined, true]);
      assert.match(
        reason,
        /Somebody else changed REG_DWORD 2 to .*left alone; overwriteForeignChange: true would restore REG_DWORD 0 anyway/,
      );
      const forced = restore(value, "REG_DWORD 0", { overwriteForeignChange: true });
      assert.deepEqual([forced.action, forced.write], ["restore", dword(0)]);
      assert.equal(restore(value, "REG_DWORD 0", { overwriteForeignChange: false }).action, "leave");
    }
  });

  it("leaves a value that another setting applied later, unless it may be overwritten, and names what that one restores", () => {
    const seen = (applied: string, previous: Marker["previous"], value = "REG_DWORD 2") => ({
      observation: observationOf({
        value: fromWords(value),
        marker: {
          state: "present",
          marker: { id: "theirs", applied: fromWords(applied), valueAtBoot: absent, previous },
        },
      }),
    });
    const later = seen("REG_DWORD 2", dword(1));
    const { action, write, marker, reason, warn } = restore("REG_DWORD 2", "REG_DWORD 1", later);
    assert.deepEqual([action, write, marker, warn], ["leave", undefined, undefined, true]);
    assert.match(reason, /id theirs.*left alone\. Its delete restores REG_DWORD 1\./);
    for (const others of [dword(0), "notKept"] as const) {
      const { reason: lost } = restore("REG_DWORD 2", "REG_DWORD 1", seen("REG_DWORD 2", others));
      assert.match(lost, /does not restore REG_DWORD 1, the original value that this resource knew/);
    }
    const forced = restore("REG_DWORD 2", "REG_DWORD 1", { ...later, overwriteForeignChange: true });
    assert.deepEqual(forced.write, dword(1));
    const notTheirs = restore("REG_DWORD 2", "REG_DWORD 1", seen("REG_DWORD 1", dword(0)));
    assert.deepEqual(notTheirs.write, dword(1));
    const before = restore("REG_DWORD 2", "REG_DWORD 1", { ...later, appliedAfter: "theirs" });
    assert.deepEqual(before.write, dword(1));
    const foreign = restore("REG_DWORD 2", "REG_DWORD 0", seen("REG_DWORD 1", dword(0), "REG_DWORD 1"));
    assert.match(foreign.reason, /id theirs/);
    const removed = restore("REG_DWORD 2", "REG_DWORD 1", { ...later, onDelete: "remove" });
    assert.deepEqual([removed.action, removed.write], ["leave", undefined]);
  });

  it("goes back to what was there before the settings that were deleted before it", () => {
    const elder = { id: "elder", applied: dword(1), previous: dword(0), isOlder: true };
    const eldest = { id: "eldest", applied: dword(0), previous: absent, isOlder: true };
    const target = (...deleted: NonNullable<RestoreRequest["deleted"]>[number][]) =>
      restore("REG_DWORD 2", "REG_DWORD 1", { deleted }).write;
    assert.deepEqual(target(elder), dword(0));
    assert.deepEqual(target(eldest, elder), absent);
    assert.deepEqual(target(eldest), dword(1));
    assert.deepEqual(target({ ...elder, isOlder: false }), dword(1));
    assert.deepEqual(target({ ...elder, previous: dword(1) }, elder), dword(1));
    const circle = { id: "circle", applied: dword(0), previous: dword(1), isOlder: true };
    assert.deepEqual(target(elder, circle), dword(1));
    assert.deepEqual(
      restore("REG_DWORD 2", "REG_DWORD 1", { deleted: [elder], onDelete: "remove" }).write,
      absent,
    );
  });

  it("removes the value on delete if asked, but not one that somebody else changed", () => {
    const removed = restore("REG_DWORD 2", "REG_DWORD 1", { onDelete: "remove" });
    assert.deepEqual([removed.action, removed.write], ["remove", absent]);
    assert.deepEqual(removed.marker, {
      id: "ours",
      applied: absent,
      valueAtBoot: dword(2),
      previous: absent,
    });
    assert.equal(restore("REG_DWORD 1", "absent", { onDelete: "remove" }).action, "leave");
    const forced = restore("REG_DWORD 1", "absent", { onDelete: "remove", overwriteForeignChange: true });
    assert.deepEqual([forced.action, forced.write], ["remove", absent]);
    const gone = restore("absent", "REG_DWORD 1", { onDelete: "remove" });
    assert.deepEqual([gone.action, gone.write, gone.warn], ["remove", undefined, false]);
  });

  it("keeps the value on delete if asked", () => {
    const kept = restore("REG_DWORD 2", "absent", { onDelete: "keep", overwriteForeignChange: true });
    assert.deepEqual(
      [kept.action, kept.write, kept.marker, kept.warn],
      ["leave", undefined, undefined, false],
    );
    assert.match(kept.reason, /REG_DWORD 2 is kept, because onDelete is "keep"/);
  });

  it("leaves the value, with a warning, where the original one cannot be restored", () => {
    const stuck = restore("REG_DWORD 2", "REG_MULTI_SZ 2");
    assert.deepEqual([stuck.action, stuck.write, stuck.warn], ["leave", undefined, true]);
    assert.match(
      stuck.reason,
      /original REG_MULTI_SZ value cannot be restored.*REG_DWORD 2 was left in place/,
    );
  });

  it("writes no marker on delete where none is wanted or possible, and an unknown value at boot where a service may have read", () => {
    assert.equal(restore("REG_DWORD 2", "absent", { bootMarker: false }).marker, undefined);
    const base = { value: dword(2), bootId: 7 };
    const noPlace = observationOf({ ...base, marker: { state: "keyUnread" } });
    const unmarked = restore("REG_DWORD 2", "absent", { observation: noPlace });
    assert.deepEqual([unmarked.marker, unmarked.write], [undefined, absent]);
    const pending: Marker = { id: "ours", applied: dword(2), valueAtBoot: absent, previous: absent };
    const atBoot = (rasMan: number) =>
      restore("REG_DWORD 2", "absent", {
        observation: observationOf({
          ...base,
          marker: { state: "present", marker: pending },
          services: { rasMan },
        }),
      }).marker?.valueAtBoot;
    assert.deepEqual(atBoot(2), absent);
    assert.deepEqual(atBoot(3), { type: "unknown" });
  });
});

describe("a write", () => {
  const marker: Marker = { id: "ours", applied: dword(2), valueAtBoot: absent, previous: absent };
  const hardware = "HKLM\\HARDWARE\\DESCRIPTION\\System";
  const name = "AssumeUDPEncapsulationContextOnSendRule";
  const readBack = [
    `reg query "${hardware}" -v AssumeUDPEncapsulationMarker`,
    `reg query "${hardware}"`,
    `reg query "${path}" -v ${name}`,
    `reg query "${path}"`,
  ];
  const mark =
    'reg add "HKLM\\HARDWARE\\DESCRIPTION\\System" -v AssumeUDPEncapsulationMarker -t REG_SZ -d "1.ours.REG_DWORD:2.-.-" -f';
  const sent = (writes: Omit<Writes, "registryPath">) =>
    plainLine(applyWrites({ registryPath: path, ...writes }).line("cmd")).split(" & ");

  it("marks first, then writes or deletes, then reads both back", () => {
    const set = `reg add "${path}" -v ${name} -t REG_DWORD -d 2 -f`;
    assert.deepEqual(sent({ write: dword(2), marker }), [mark, set, ...readBack]);
    assert.deepEqual(sent({ write: absent }), [`reg delete "${path}" -v ${name} -f`, ...readBack]);
    assert.deepEqual(sent({ marker }), [mark, ...readBack]);
    assert.deepEqual(sent({}), readBack);
  });

  it("is believed by what is read back", () => {
    const { read } = applyWrites({ registryPath: path }, nonce);
    const note = "    AssumeUDPEncapsulationMarker    REG_SZ    1.ours.REG_DWORD:2.-.-";
    const start = "    Start    REG_DWORD    0x2";
    const value = `    ${name}    REG_DWORD    0x2`;
    const marked = [listing(hardware, note), listing(hardware, "    Identifier    REG_SZ    AT", note)];
    const unmarked = [refused, listing(hardware, "    Identifier    REG_SZ    AT")];
    const set = [listing(path, value), listing(path, start, value)];
    const unset = [refused, listing(path, start)];
    const values = (...commands: Printed[]) => {
      const reading = read(framedByCmd(commands));
      return reading.state === "read" ? reading.values : reading.state;
    };
    assert.deepEqual(values(...marked, ...set), { value: dword(2), marker: { state: "present", marker } });
    assert.deepEqual(values(...unmarked, ...unset), { value: absent, marker: { state: "absent" } });
    const keyUnread = { state: "keyUnread" };
    assert.deepEqual(values(refused, refused, ...set), { value: dword(2), marker: keyUnread });
    assert.equal(values(...marked, refused, refused), "unread");
    assert.equal(values(...marked, refused, listing(path, start, value)), "unread");
    assert.equal(values(refused, listing(hardware, note), ...set), "unread");
    assert.equal(values(...marked), "unread");
    assert.equal(read({ exitCode: 0, output: "", errorOutput: "" }).state, "unread");
  });

  it("by itself brings its own exit code back", () => {
    const { line, read } = writeAlone(path, dword(2), nonce);
    assert.equal(plainLine(line("cmd")), `reg add "${path}" -v ${name} -t REG_DWORD -d 2 -f`);
    assert.deepEqual(read(framedByCmd([], { exitCode: 5 })), { state: "read", values: { exitCode: 5 } });
    assert.equal(read({ exitCode: 5, output: "", errorOutput: "" }).state, "unread");
  });
});

/** One life of a setting on a model host: create (killed so often, after so many commands), updates, then delete. */
interface Life {
  readonly start: RegistryValue;
  readonly kills: readonly number[];
  readonly wishes: readonly BehindNat[];
  readonly restarts: readonly boolean[];
  readonly rasMan: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  start: registryValue.filter((value) => whyNotRestorable(value) === undefined),
  kills: fc.array(fc.nat(2), { maxLength: 2 }),
  wishes: fc.array(fc.constantFrom<BehindNat>("none", "client", "server", "both", 0, 1, 2), {
    minLength: 1,
    maxLength: 5,
  }),
  restarts: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  rasMan: fc.constantFrom(2, 3),
});

describe("a whole life on a model host", () => {
  it("leaves a host as it began, and never calls a value active that Windows does not use", () => {
    checkProperty(
      fc.property(life, ({ start, kills, wishes, restarts, rasMan }) => {
        const host = new ModelHost(start);
        const observe = () => ({ ...host.observe(), services: { rasMan } });
        const base = { id: "ours", host: "model" } as const;
        const [firstWish = "both"] = wishes;
        for (const kill of kills) {
          const plan = planConverge({
            ...base,
            behindNat: firstWish,
            occasion: "create",
            observation: observe(),
          });
          host.apply({ registryPath: path, write: plan.write, marker: plan.marker }, kill);
        }
        let lastVisit: LastVisit | undefined;
        wishes.forEach((behindNat, index) => {
          const observation = observe();
          const occasion = lastVisit === undefined ? "create" : "update";
          const plan = planConverge({ ...base, behindNat, occasion, observation, lastVisit });
          host.apply({ registryPath: path, write: plan.write, marker: plan.marker });
          const after = observe();
          const result = evaluateConverged({ plan, observation, live: after.value, marker: after.marker });
          assert.deepEqual(plan.previous, start);
          assert.deepEqual(after.value, plan.applied);
          if (result.status === "active") assert.ok(sameEffect(host.inUse, host.value));
          if (result.status === "rebootPending" && result.valueAtBoot.type !== "unknown") {
            assert.ok(!sameEffect(host.inUse, host.value));
          }
          lastVisit = { ...plan, valueAtBoot: result.valueAtBoot, bootEvidence: result.bootEvidence };
          if (restarts[index] === true) host.restart();
          const look = evaluateStatus({
            id: "ours",
            observation: observe(),
            lastVisit,
          });
          if (restarts[index] === true) assert.equal(look.status, "active");
          else assert.equal(look.status, result.status);
        });
        assert.ok(lastVisit);
        const plan = planRestore({ id: "ours", observation: observe(), lastVisit });
        host.apply({ registryPath: path, write: plan.write, marker: plan.marker });
        assert.deepEqual(host.value, start);
        assert.equal(plan.warn, false);
      }),
      { numRuns: 500 },
    );
  });
});
