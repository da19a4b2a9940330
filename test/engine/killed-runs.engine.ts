import assert from "node:assert/strict";
import { HostStack } from "./host-stack";
import { type Place, places } from "./killed-places";
import { changesOf, succeeded } from "./run-outcome";

type PlaceName = keyof typeof places;

/** What comes next after an update that was killed there. */
const updates: readonly (readonly [PlaceName, ...("up" | "refresh" | "destroy")[]])[] = [
  ["write, look unread", "up", "refresh", "destroy"],
  ["write, marker without value", "up", "refresh", "destroy"],
  ["write, not read back", "up", "refresh", "destroy"],
  ["write, result unread", "up", "refresh", "destroy"],
  ["restart, before the look", "up", "refresh", "destroy"],
  ["restart, before the request", "up", "refresh"],
  ["restart, answer unread", "up", "refresh", "destroy"],
  ["restart, people still warned", "up"],
  ["restart, still down", "up"],
  ["restart, proof unread", "up", "refresh", "destroy"],
  ["restart, noted", "up", "refresh"],
];

/** Creates and updates go through one run that is killed, and through what follows, side by side: each has a host of its own. */
describe("a create or update and its restart whose provider process is killed", function () {
  this.timeout(240_000);
  const placeOf = new Map<string, PlaceName>();
  const created = (Object.keys(places) as PlaceName[]).map((place) => named(`create, ${place}`, place));
  const updated = updates.flatMap(([place, ...nexts]) =>
    nexts.map((next) => named(`${next} after ${place}`, place)),
  );
  const names = [...created, ...updated];
  const followedBy = (next: string): string[] => updated.filter((name) => name.startsWith(next));
  let stack: HostStack;
  const placed: Place[] = [];

  before(async () => {
    stack = await HostStack.start(names);
    stack.declare("none", updated);
    await succeeded(stack.up());
    stack.declare("both");
    for (const [name, place] of placeOf) {
      assert.equal(stack.host(name).boots, 0, name);
      placed.push(places[place](stack.host(name)));
    }
  });

  after(() => stack?.stop());

  it("is killed at every phase", async () => {
    await stack.killed(() => stack.up(), placed);
    for (const { between } of placed) between();
  });

  it("is undone, if it was an update, by a destroy right after the kill", async () => {
    await succeeded(stack.destroy("--target", "**::destroy after **", "--target-dependents"));
    for (const name of followedBy("destroy")) await stack.assertAsBefore(name);
  });

  it("is finished by the next up, also after a refresh, with one boot per host", async () => {
    await succeeded(stack.refresh("--target", "**::refresh after **"));
    for (const { during } of placed) during?.();
    const kept = [...created, ...followedBy("up"), ...followedBy("refresh")];
    stack.declare("both", kept);
    await succeeded(stack.up());
    const status = await stack.status();
    for (const name of kept) stack.assertInForce(name, status[name]);
    assert.deepEqual(changesOf(await succeeded(stack.up())), { same: 1 + kept.length * 3 });
  });

  it("is undone by destroy", async () => {
    await succeeded(stack.destroy());
    for (const name of names) {
      await stack.assertAsBefore(name);
      const { boots } = stack.host(name);
      assert.ok(
        boots === 1 || (boots === 0 && followedBy("destroy").includes(name)),
        `${name}: ${boots} boots`,
      );
    }
  });

  function named(name: string, place: PlaceName): string {
    placeOf.set(name, place);
    return name;
  }
});
