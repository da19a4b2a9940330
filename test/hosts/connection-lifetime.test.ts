import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { ConnectionLifetime } from "../../provider/hosts/connection-lifetime";
import { ManualClock } from "../support/manual-clock";

describe("the life of a connection", () => {
  let clock: ManualClock;
  let problem: string[];
  let lifetime: ConnectionLifetime<Error>;
  beforeEach(() => {
    clock = new ManualClock();
    problem = [];
    lifetime = new ConnectionLifetime(clock, {
      late: (seconds) => new Error(`late after ${seconds} s`),
      named: (error) => new Error(`named: ${error instanceof Error ? error.message : error}`),
      release: () => void problem.push("released"),
    });
  });

  /** Work that ends when told. */
  function begun(seconds?: number): {
    readonly result: Promise<string>;
    readonly done: (word: string) => void;
  } {
    let done = (_word: string) => {};
    const result = lifetime.during<string>(seconds, (end) => {
      done = end;
    });
    result.catch((error: Error) => problem.push(error.message));
    return { result, done: (word) => done(word) };
  }

  it("a connection ends with its first error, and so does all that is under way", async () => {
    const results = [begun(3), begun()].map(({ result }) => result);
    lifetime.fail(new Error("first"));
    lifetime.fail(new Error("second"));
    for (const result of results) await assert.rejects(result, /^Error: first$/);
    assert.equal(lifetime.failedWith?.message, "first");
    assert.deepEqual(problem, ["released", "first", "first"]);
    assert.equal(clock.pending, 0);
  });

  it("a connection that has ended begins nothing", async () => {
    lifetime.fail(new Error("first"));
    const work = lifetime.during(3, () => problem.push("begun"));
    await assert.rejects(work, /first/);
    assert.deepEqual([problem, clock.pending], [["released"], 0]);
  });

  it("a connection ends at the limit of what is under way, not before", async () => {
    const { result } = begun(3);
    const unlimited = begun().result;
    await clock.advance(2_999);
    assert.equal(lifetime.failedWith, undefined);
    await clock.advance(1);
    await assert.rejects(result, /^Error: late after 3 s$/);
    await assert.rejects(unlimited, /late/);
  });

  it("a connection outlives the limit of work that is done", async () => {
    const { result, done } = begun(3);
    done("hello");
    assert.equal(await result, "hello");
    assert.equal(clock.pending, 0);
    await clock.advance(5_000);
    assert.equal(lifetime.failedWith, undefined);
  });

  it("work keeps its result when the connection ends in the same turn", async () => {
    const { result, done } = begun(3);
    done("hello");
    lifetime.fail(new Error("first"));
    assert.equal(await result, "hello");
  });

  it("a connection ends with the error of its work, named", async () => {
    const thrown = lifetime.during(3, () => {
      throw new Error("thrown");
    });
    await assert.rejects(thrown, /^Error: named: thrown$/);
    assert.deepEqual([problem, clock.pending], [["released"], 0]);
    lifetime = new ConnectionLifetime(clock, {
      late: () => assert.fail(),
      named: () => new Error("rejected"),
      release() {},
    });
    await assert.rejects(
      lifetime.during(3, () => Promise.reject(new Error("x"))),
      /^Error: rejected$/,
    );
    assert.equal(clock.pending, 0);
  });
});
