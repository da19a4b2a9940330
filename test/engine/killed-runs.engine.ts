import assert from "node:assert/strict";
import { HostStack } from "./host-stack";
import { type Place, places } from "./killed-places";
import { changesOf, succeeded } from "./run-outcome";

type PlaceName = keyof typeof places;

describe("a create and its restart whose provider process is killed", function () {
  this.timeout(120_000);
  const names = Object.keys(places) as PlaceName[];
  let stack: HostStack;
  let placed: Place[];

  before(async () => {
    stack = await HostStack.start(names);
    stack.declare("both");
    placed = names.map((name) => places[name](stack.host(name)));
  });

  after(() => stack?.stop());

  it("is killed at every phase", async () => {
    await stack.killed(() => stack.up(), placed);
  });

  it("is finished by the next up, with one boot per host", async () => {
    for (const { between } of placed) between();
    for (const { during } of placed) during?.();
    await succeeded(stack.up());
    const status = await stack.status();
    for (const name of names) stack.assertInForce(name, status[name]);
    assert.deepEqual(changesOf(await succeeded(stack.up())), { same: 1 + names.length * 3 });
  });

  it("is undone by destroy", async () => {
    await succeeded(stack.destroy());
    for (const name of names) {
      await stack.assertAsBefore(name);
      assert.equal(stack.host(name).boots, 1, name);
    }
  });
});

describe("an update and its restart whose provider process is killed", function () {
  this.timeout(120_000);
  /** Where it is killed, and what comes next. */
  const cases: readonly (readonly [PlaceName, ...("up" | "refresh" | "destroy")[]])[] = [
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
  const names = cases.flatMap(([place, ...nexts]) => nexts.map((next) => `${next} after ${place}`));
  const followedBy = (next: string): string[] => names.filter((name) => name.startsWith(next));
  let stack: HostStack;
  const placed = new Map<string, Place>();

  before(async () => {
    stack = await HostStack.start(names);
    stack.declare("none");
    await succeeded(stack.up());
    stack.declare("both");
    for (const name of names) {
      assert.equal(stack.host(name).boots, 0, name);
      const place = name.slice(name.indexOf(" after ") + " after ".length) as PlaceName;
      placed.set(name, places[place](stack.host(name)));
    }
  });

  after(() => stack?.stop());

  it("is killed at every phase", async () => {
    await stack.killed(() => stack.up(), placed.values());
    for (const { between } of placed.values()) between();
  });

  it("is undone by a destroy right after the kill", async () => {
    await succeeded(stack.destroy("--target", "**::destroy after **", "--target-dependents"));
    for (const name of followedBy("destroy")) await stack.assertAsBefore(name);
  });

  it("is finished by the next up, also after a refresh, with one boot per host", async () => {
    await succeeded(stack.refresh("--target", "**::refresh after **"));
    for (const { during } of placed.values()) during?.();
    const kept = [...followedBy("up"), ...followedBy("refresh")];
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
      assert.ok(stack.host(name).boots <= 1, name);
    }
  });
});
