import assert from "node:assert/strict";
import {
  type BootComparison,
  type BootSnapshot,
  compareBoots,
} from "../../provider/nat-traversal/boot-snapshot";
import { eachComparison, markers, snapshot } from "./compared-boots";

const { unread, none, ours, remembered, others } = markers;

describe("the comparison of two boots by the marker", () => {
  eachComparison([
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
      "a marker that is gone proves nothing where the log was cleared since: a hand may have deleted it too",
      { marker: ours, bootEvent: 800 },
      { marker: none, bootEvent: -850 },
      "incomparable",
      "the marker is gone, but the event log no longer holds the boot event of before",
    ],
    [
      "a marker that is gone and another BootId prove nothing where the event log shows the same boot",
      { marker: ours, bootId: 7, bootEvent: 800 },
      { marker: none, bootId: 8, bootEvent: 800 },
      "unchanged",
      "the marker is gone and BootId went from 7 to 8, but the boot event is the same as before",
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
      "a BootId that went back is another boot where the marker is gone besides",
      { marker: ours, bootId: 700 },
      { marker: none, bootId: 1 },
      "new",
      "the marker is gone and BootId went from 700 to 1",
    ],
    [
      "a marker that is gone is enough where nothing else can be compared",
      { marker: ours },
      { marker: none, bootId: 8 },
      "new",
      "the marker is gone, and nothing else can be compared",
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
  ]);

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
