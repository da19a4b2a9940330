import assert from "node:assert/strict";
import type { Marker } from "../../provider/nat-traversal/marker";
import type { Observation } from "../../provider/nat-traversal/observation";
import { evaluateConverged } from "../../provider/nat-traversal/plan";
import type { BootEvidence } from "../../provider/nat-traversal/setting-state";
import { type LastVisit, learnValueAtBoot, needsBootEvent } from "../../provider/nat-traversal/value-at-boot";
import { observationOf } from "../support/observations";
import { fromWords } from "../support/value-words";
import { markerOf, plan, visit } from "./planned";

const present = (marker: Marker) => ({ marker: { state: "present" as const, marker } });
const ours = markerOf("ours", "REG_DWORD 2", "absent", "absent");

/** The last visit, with this evidence. */
function visited(bootEvidence: BootEvidence, more: Partial<LastVisit> = {}): LastVisit {
  return { ...visit("REG_DWORD 2", "absent"), bootEvidence, ...more };
}

/** The evidence after a visit that finds the value as it was left. */
function kept(last: BootEvidence, now: Partial<Observation>): BootEvidence {
  const observation = observationOf({ value: fromWords("REG_DWORD 2"), ...now });
  return learnValueAtBoot({ id: "ours", observation, lastVisit: visited(last) }).bootEvidence;
}

describe("the evidence that a setting keeps of a boot", () => {
  it("keeps the event of the last visit while nothing says that this is another boot", () => {
    const last = { bootId: 7, bootEventRecord: 800, marked: true };
    assert.deepEqual(kept(last, { ...present(ours), bootId: 7 }), last);
    assert.deepEqual(kept(last, present(ours)), { bootEventRecord: 800, marked: true });
    assert.deepEqual(kept({ bootEventRecord: 800, marked: true }, { ...present(ours), bootId: 7 }), last);
  });

  it("gives it up with another BootId, and for one that was read now", () => {
    const last = { bootId: 7, bootEventRecord: 800, marked: true };
    assert.deepEqual(kept(last, { ...present(ours), bootId: 8 }), { bootId: 8, marked: true });
    assert.deepEqual(kept(last, { ...present(ours), bootId: 8, bootEvent: 900 }), {
      bootId: 8,
      bootEventRecord: 900,
      marked: true,
    });
  });

  it("stays that of the last visit where nothing could be proven, so that the next one compares with it", () => {
    // The marker is gone, which speaks of a boot; the log speaks against it.
    const last = { bootId: 7, bootEventRecord: 800, marked: true };
    assert.deepEqual(kept(last, { bootId: 8, bootEvent: 800 }), last);
  });

  it("takes a number from now where there was none", () => {
    const last = { marked: true, bootEventRecord: 800 };
    assert.deepEqual(kept(last, { bootId: 8, bootEvent: 800 }), { ...last, bootId: 8 });
    const other = { marked: true, bootId: 7 };
    assert.deepEqual(kept(other, { bootId: 7, bootEvent: 900 }), { ...other, bootEventRecord: 900 });
  });

  it("takes both numbers from now where one of them went back, and says so", () => {
    const last = { bootId: 7, bootEventRecord: 800, marked: false };
    const renumbered = { marked: false, renumbered: true };
    const now = { bootId: 3, bootEvent: 20 };
    assert.deepEqual(kept(last, now), { ...renumbered, bootId: 3, bootEventRecord: 20 });
    assert.deepEqual(kept({ bootId: 7, marked: false }, { bootId: 3 }), { ...renumbered, bootId: 3 });
    assert.deepEqual(kept({ bootEventRecord: 800, marked: false }, { bootEvent: 20 }), {
      ...renumbered,
      bootEventRecord: 20,
    });
    // A log that was cleared: its clearing stands for the event.
    assert.deepEqual(kept({ bootEventRecord: 800, marked: false }, { bootEvent: -810 }), {
      ...renumbered,
      bootEventRecord: -810,
    });
  });

  it("is not called renumbered where only one side has a number", () => {
    const cleared = { bootId: 7, bootEventRecord: 800, marked: true };
    assert.deepEqual(kept(cleared, { bootId: 7 }), cleared);
  });
});

describe("the boot event", () => {
  const needs = (lastVisit: LastVisit | undefined, now: Partial<Observation>) =>
    needsBootEvent({ id: "ours", observation: observationOf(now), lastVisit });
  const noted = visited({ bootEventRecord: 800, marked: true });

  it("is asked for where no marker tells of this boot, or none was noted", () => {
    assert.equal(needs(noted, {}), true);
    assert.equal(needs(visited({ marked: true }), present(ours)), true);
    assert.equal(needs(noted, present(markerOf("other1", "REG_DWORD 2", "unknown", "absent"))), true);
  });

  it("is not asked for where a marker tells of this boot, ours or one that knows the value at boot", () => {
    assert.equal(needs(noted, present(ours)), false);
    assert.equal(needs(noted, present(markerOf("ours", "REG_DWORD 2", "unknown", "absent"))), false);
    assert.equal(needs(noted, present(markerOf("other1", "REG_DWORD 2", "absent", "absent"))), false);
  });

  it("is not asked for twice, at first contact, or of another machine", () => {
    assert.equal(needs(noted, { bootEvent: 800 }), false);
    assert.equal(needs(undefined, {}), false);
    const elsewhere = visited({ marked: true }, { machine: { machineGuid: "G-2", computerName: "OTHER" } });
    assert.equal(needs(elsewhere, {}), false);
  });

  it("that was read after the plan is noted, but not where no restart could be proven", () => {
    const notedAfter = (last: BootEvidence, now: Partial<Observation>) => {
      const seen = observationOf({ value: fromWords("REG_DWORD 2"), ...now });
      const planned = plan("REG_DWORD 2", {
        ...{ occasion: "update", observation: seen, lastVisit: visited(last) },
      });
      const observation = { ...seen, bootEvent: 900 };
      return evaluateConverged({ plan: planned, observation, live: seen.value, marker: seen.marker })
        .bootEvidence;
    };
    const same = { ...present(ours), bootId: 7 };
    assert.deepEqual(notedAfter({ bootId: 7, marked: true }, same), {
      bootId: 7,
      bootEventRecord: 900,
      marked: true,
    });
    // "notProven": the marker is gone, and BootId is the same; "noEvidence": nothing can be compared.
    assert.deepEqual(notedAfter({ bootId: 7, marked: true }, { bootId: 7 }), { bootId: 7, marked: true });
    assert.deepEqual(notedAfter({ marked: false }, {}), { marked: false });
  });
});

describe("a marker of ours that names a write that was cut", () => {
  const again = (marker: Marker) =>
    plan("REG_DWORD 2", { occasion: "update", lastVisit: visit("REG_DWORD 2", "absent") }, marker).marker;

  it("is written anew though the value need not be", () => {
    const cut = markerOf("ours", "REG_DWORD 1", "absent", "absent");
    assert.deepEqual(again(cut), ours);
  });

  it("stays where it names what is applied, and where it is another resource's", () => {
    assert.equal(again(ours), undefined);
    assert.equal(again(markerOf("other1", "REG_DWORD 1", "absent", "absent")), undefined);
  });
});
