import assert from "node:assert/strict";
import {
  type BootComparison,
  type BootSnapshot,
  bootEvidenceOf,
  bootInState,
  bootOf,
  compareBoots,
} from "../../provider/nat-traversal/boot-snapshot";
import { observationOf } from "../support/observations";

const unread = { state: "unread" } as const;
const none = { state: "absent" } as const;
const ours = { state: "present", text: "1.ours.-.-.-" } as const;
const remembered = { state: "present" } as const;
const others = { state: "present", text: "1.others.-.u.-" } as const;

const snapshot = (more: Partial<BootSnapshot>): BootSnapshot => ({
  marker: unread,
  logonReached: false,
  ...more,
});

describe("the comparison of two boots", () => {
  type Row = [string, Partial<BootSnapshot>, Partial<BootSnapshot>, BootComparison["result"], string];
  const rows: Row[] = [
    [
      "a marker that is still there is the same boot, whatever BootId says",
      { marker: ours, bootId: 7 },
      { marker: ours, bootId: 8 },
      "same",
      "the marker of this boot is still there",
    ],
    [
      "a marker that is gone and another BootId are a new boot",
      { marker: ours, bootId: 7 },
      { marker: none, bootId: 8 },
      "new",
      "the marker is gone and BootId went from 7 to 8",
    ],
    [
      "every difference is named",
      { marker: remembered, bootId: 7, bootEvent: 800 },
      { marker: none, bootId: 8, bootEvent: 900 },
      "new",
      "the marker is gone, BootId went from 7 to 8, and the boot event went from 800 to 900",
    ],
    [
      "another BootId proves nothing where the event log shows the same boot: it may lag behind an earlier one",
      { bootId: 7, bootEvent: 800 },
      { bootId: 8, bootEvent: 800 },
      "unchanged",
      "BootId went from 7 to 8, but the boot event is the same as before",
    ],
    [
      "a start in a log that was cleared before is a new boot, also where BootId is stuck",
      { bootId: 7, bootEvent: -850 },
      { bootId: 7, bootEvent: 900 },
      "new",
      "the event log shows a start (900) after it was cleared (850)",
    ],
    [
      "a cleared log that shows no start since is the same boot, though BootId is another",
      { bootId: 7, bootEvent: -850 },
      { bootId: 8, bootEvent: -850 },
      "unchanged",
      "BootId went from 7 to 8, but the boot event is the same as before",
    ],
    [
      "a log that was cleared since tells nothing",
      { bootEvent: 800 },
      { bootEvent: -850 },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "nor does one that was cleared once more",
      { bootEvent: -850 },
      { bootEvent: -870 },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "a marker that is gone proves nothing where the log was cleared since: a hand may have deleted it too",
      { marker: ours, bootEvent: 800 },
      { marker: none, bootEvent: -850 },
      "incomparable",
      "the marker is gone, but the event log no longer holds the boot event of before",
    ],
    [
      "nor where the marker is gone besides",
      { marker: ours, bootId: 7, bootEvent: 800 },
      { marker: none, bootId: 8, bootEvent: 800 },
      "unchanged",
      "the marker is gone and BootId went from 7 to 8, but the boot event is the same as before",
    ],
    [
      "another BootId is enough where the event log lost what it showed",
      { bootId: 7, bootEvent: 800 },
      { bootId: 8 },
      "new",
      "BootId went from 7 to 8",
    ],
    [
      "another BootId is enough beside a marker that is gone, whatever the event log lost",
      { marker: ours, bootId: 7, bootEvent: 800 },
      { marker: none, bootId: 8 },
      "new",
      "the marker is gone and BootId went from 7 to 8",
    ],
    [
      "a marker that is gone is not enough where the event log lost what it showed",
      { marker: ours, bootEvent: 800 },
      { marker: none },
      "incomparable",
      "the marker is gone, but the event log no longer holds the boot event of before",
    ],
    [
      "another BootId is enough where the event log was never read",
      { bootId: 7 },
      { bootId: 8, bootEvent: 800 },
      "new",
      "BootId went from 7 to 8",
    ],
    [
      "another BootId is enough where the event log was cleared",
      { bootId: 7, bootEvent: 800 },
      { bootId: 8, bootEvent: 3 },
      "new",
      "BootId went from 7 to 8",
    ],
    [
      "a machine of which nothing can be read proves nothing of ours",
      { machine: { machineGuid: "a" }, bootId: 7 },
      { machine: {}, bootId: 8 },
      "incomparable",
      "it is not known which machine answers",
    ],
    [
      "a BootId that went back may be that of an earlier boot",
      { bootId: 700 },
      { bootId: 1 },
      "back",
      "BootId went back from 700 to 1, as after a repair, or in a virtual machine that was reverted to a checkpoint",
    ],
    [
      "it is another boot where the marker is gone besides",
      { marker: ours, bootId: 700 },
      { marker: none, bootId: 1 },
      "new",
      "the marker is gone and BootId went from 700 to 1",
    ],
    [
      "both numbers of an earlier boot prove nothing",
      { bootId: 31, bootEvent: 900 },
      { bootId: 30, bootEvent: 800 },
      "back",
      "BootId went back from 31 to 30 and the boot event went back from 900 to 800, as after a repair, or in a virtual machine that was reverted to a checkpoint",
    ],
    [
      "a newer BootId outweighs a log that counts from the start again",
      { bootId: 7, bootEvent: 800 },
      { bootId: 8, bootEvent: 3 },
      "new",
      "BootId went from 7 to 8",
    ],
    [
      "a newer boot event outweighs a BootId that is stuck",
      { bootId: 7, bootEvent: 800 },
      { bootId: 7, bootEvent: 801 },
      "new",
      "the boot event went from 800 to 801",
    ],
    [
      "a marker that is gone is enough where nothing else can be compared",
      { marker: ours },
      { marker: none, bootId: 8 },
      "new",
      "the marker is gone, and nothing else can be compared",
    ],
    [
      "a cleared log, which counts from the start again, shows no restart",
      { bootEvent: 800 },
      { bootEvent: 3 },
      "back",
      "the boot event went back from 800 to 3, as after a repair, or in a virtual machine that was reverted to a checkpoint",
    ],
    [
      "a cleared log does not stand in the way of the marker",
      { marker: ours, bootEvent: 800 },
      { marker: none, bootEvent: 3 },
      "new",
      "the marker is gone, and nothing else can be compared",
    ],
    [
      "a cleared log beside an equal BootId leaves BootId to decide",
      { marker: ours, bootId: 7, bootEvent: 800 },
      { marker: none, bootId: 7, bootEvent: 3 },
      "unchanged",
      "the marker is gone, but BootId is the same as before",
    ],
    [
      "equal numbers prove nothing",
      { bootId: 7, bootEvent: 800 },
      { bootId: 7, bootEvent: 800 },
      "unchanged",
      "BootId and the boot event are the same as before",
    ],
    [
      "a boot event alone can be the same",
      { bootEvent: 800 },
      { bootEvent: 800, bootId: 7 },
      "unchanged",
      "the boot event is the same as before",
    ],
    [
      "another setting's marker in place of ours tells nothing",
      { marker: ours },
      { marker: others },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "a marker of which only the state knows is not recognised by its text",
      { marker: remembered, bootId: 7 },
      { marker: ours, bootId: 7 },
      "unchanged",
      "BootId is the same as before",
    ],
    [
      "a marker that cannot be read is not gone",
      { marker: ours },
      { marker: unread },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "a marker that was never there is not gone",
      { marker: none },
      { marker: none },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "a boot event that could be read only now cannot be compared",
      {},
      { bootEvent: 800 },
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
    ],
    [
      "a boot event that could be read only before cannot be compared",
      { bootEvent: 800 },
      {},
      "incomparable",
      "neither the marker nor BootId nor the boot event can be compared",
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
  ];
  for (const [title, before, now, result, because] of rows) {
    it(title, () => {
      const compared = compareBoots(snapshot(before), snapshot(now));
      assert.deepEqual([compared.result, compared.because], [result, because]);
    });
  }

  it("knows nothing of the marker where another machine answers", () => {
    const before = snapshot({ machine: { machineGuid: "a" }, marker: ours });
    const now = snapshot({ machine: { machineGuid: "b" }, marker: none });
    assert.equal(compareBoots(before, now).marker, "unknown");
  });

  it("tells what became of the marker", () => {
    const fates: [BootSnapshot["marker"], BootSnapshot["marker"], BootComparison["marker"]][] = [
      [ours, ours, "same"],
      [ours, none, "gone"],
      [remembered, none, "gone"],
      [ours, others, "replaced"],
      [remembered, ours, "replaced"],
      [remembered, remembered, "replaced"],
      [ours, unread, "unknown"],
      [none, ours, "unknown"],
      [unread, none, "unknown"],
    ];
    for (const [before, now, fate] of fates)
      assert.equal(compareBoots(snapshot({ marker: before }), snapshot({ marker: now })).marker, fate);
  });
});

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
