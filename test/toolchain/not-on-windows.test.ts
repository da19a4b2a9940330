import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expectFailure, faultsOfList, notOnWindows } from "./not-on-windows.cjs";

const file = "test/agent.test.ts";
const entry = { file, test: "an agent › listens", reason: "there are no sockets" };
const result = {
  ...{ suite: "fast", passed: 5, skipped: 0, failures: [], skips: [] },
  ...{ complete: true, began: 0, ended: 1, seconds: {} },
};

describe("the list of tests that cannot pass on Windows", () => {
  it("names ten at the most, each in a file that exists, and says why", () => {
    const listed = notOnWindows(true);
    assert.ok(listed.length <= 10, `${listed.length}`);
    for (const { file, test, reason } of listed) {
      assert.ok(existsSync(join(__dirname, "..", "..", file)), file);
      assert.ok(test.includes(" › ") && reason.length > 10, test);
    }
  });

  it("is shorter on Windows itself, where wine's own faults are missing", () => {
    assert.deepEqual(
      notOnWindows(false),
      notOnWindows(true).filter(({ onlyUnderWine }) => !onlyUnderWine),
    );
  });

  it("holds where it names what was skipped, and nothing else", () => {
    const skips = [{ title: entry.test, file }];
    assert.deepEqual(faultsOfList([entry], [{ ...result, skips }]), []);
  });

  it("is wrong where it names a test that there is not, in that file", () => {
    const elsewhere = { ...result, skips: [{ title: entry.test, file: "test/other.test.ts" }] };
    for (const results of [[result], [elsewhere]]) {
      const [fault] = faultsOfList([entry], results).filter((each) => each.file === file);
      assert.deepEqual(
        [fault?.title, fault?.lines?.[0]],
        [entry.test, "not-on-windows.json names it, but there is no such test"],
      );
    }
  });

  it("is not held against a run that was cut short", () => {
    assert.deepEqual(faultsOfList([entry], [{ ...result, complete: false }]), []);
  });

  it("is wrong where a test was skipped that it does not name", () => {
    const [fault] = faultsOfList([], [{ ...result, skips: [{ title: entry.test, file }] }]);
    assert.deepEqual([fault?.title, fault?.file], [entry.test, file]);
    assert.match(fault?.lines?.join() ?? "", /not-on-windows\.json does not name it/);
  });

  it("adds nothing to a test that fails by itself", () => {
    const failures = [{ title: entry.test, file, lines: ["Error: it passes"] }];
    assert.deepEqual(faultsOfList([entry], [{ ...result, failures }]), []);
  });
});

describe("a test that cannot pass on Windows", () => {
  /** What comes of a test: "skipped", or its error; undefined where it passes. */
  async function outcomeOf(fn: Mocha.AsyncFunc | Mocha.Func, titles = ["an agent", "listens"]) {
    const test = { fn, file: join(process.cwd(), file), titlePath: () => ["", ...titles] };
    expectFailure(test, [entry]);
    const context = {
      skip: () => {
        throw new Error("skipped");
      },
    } as unknown as Mocha.Context;
    const log = console.log;
    console.log = () => {};
    try {
      await test.fn.call(context, () => {});
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      console.log = log;
    }
  }

  it("is skipped where it fails, at once or later", async () => {
    const fails = () => {
      throw new Error("EACCES");
    };
    assert.equal(await outcomeOf(fails), "skipped");
    assert.equal(await outcomeOf(async () => fails()), "skipped");
  });

  it("fails where it passes, so that the list stays true", async () => {
    for (const passes of [() => {}, async () => {}])
      assert.match((await outcomeOf(passes)) ?? "", /it passes: not-on-windows\.json/);
  });

  it("is none that has another title", async () => {
    assert.equal(await outcomeOf(() => {}, ["an agent", "talks"]), undefined);
    assert.equal(await outcomeOf(() => assert.fail("EACCES"), ["an agent", "talks"]), "EACCES");
  });
});
