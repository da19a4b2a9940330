import assert from "node:assert/strict";
import {
  bootEvidenceOf,
  bootInState,
  bootOf,
  compareBoots,
} from "../../provider/nat-traversal/boot-snapshot";
import { observationOf } from "../support/observations";
import { eachComparison, markers, snapshot } from "./compared-boots";

const { unread, none, ours, remembered } = markers;

describe("a boot", () => {
  it("is taken from an observation", () => {
    const marker = {
      state: "present",
      marker: {
        id: "ours",
        applied: { type: "absent" },
        valueAtBoot: { type: "unknown" },
        previous: "notKept",
      },
    } as const;
    const observation = observationOf({ marker, bootId: 7, bootEvent: 800 });
    assert.deepEqual(bootOf(observation, { logonReached: true }), {
      machine: observation.machine,
      marker: { state: "present", text: "1.ours.-.u.x" },
      bootId: 7,
      bootEvent: 800,
      logonReached: true,
    });
    for (const state of ["unreadable", "keyUnread"] as const)
      assert.deepEqual(bootOf(observationOf({ marker: { state } })).marker, unread);
    assert.deepEqual(bootOf(observationOf()).marker, none);
    assert.equal(bootOf(observationOf()).logonReached, false);
  });

  it("comes back from the state of a setting, under the names that states have always had", () => {
    const kept = { bootId: 7, bootEventRecord: 800, marked: true };
    const boot = bootInState(kept);
    assert.deepEqual(boot, { marker: remembered, bootId: 7, bootEvent: 800, logonReached: false });
    assert.deepEqual(bootEvidenceOf(boot, true), kept);
    assert.deepEqual(bootInState({ marked: false }).marker, none);
    assert.deepEqual(bootInState({}).marker, unread);
    assert.deepEqual(bootEvidenceOf(bootInState({}), false), { marked: false });
  });
});

describe("the comparison of two boots whose machines are known", () => {
  eachComparison([
    [
      "a machine of which nothing can be read proves nothing of ours",
      { machine: { machineGuid: "a" }, bootId: 7 },
      { machine: {}, bootId: 8 },
      "incomparable",
      "it is not known which machine answers",
    ],
    [
      "a boot whose machine could not be read is compared all the same",
      { machine: { machineGuid: "a" }, bootId: 7 },
      { bootId: 8 },
      "new",
      "BootId went from 7 to 8",
    ],
    [
      "another machine's boot proves nothing of ours",
      { machine: { machineGuid: "a" }, marker: ours, bootId: 7 },
      { machine: { machineGuid: "b" }, marker: none, bootId: 8 },
      "incomparable",
      "another machine answers",
    ],
    [
      "the same machine's boot is compared",
      { machine: { machineGuid: "A" }, bootId: 7 },
      { machine: { machineGuid: "a" }, bootId: 8 },
      "new",
      "BootId went from 7 to 8",
    ],
  ]);

  it("knows nothing of the marker where another machine answers", () => {
    const before = snapshot({ machine: { machineGuid: "a" }, marker: ours });
    const now = snapshot({ machine: { machineGuid: "b" }, marker: none });
    assert.equal(compareBoots(before, now).marker, "unknown");
  });
});
