import assert from "node:assert/strict";
import type { Marker } from "../../provider/nat-traversal/marker";
import { planRestore, type RestoreRequest } from "../../provider/nat-traversal/plan-restore";
import type { LastVisit } from "../../provider/nat-traversal/value-at-boot";
import { absent, dword } from "../../provider/windows/registry-value";
import { observationOf } from "../support/observations";
import { fromWords } from "../support/value-words";

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
