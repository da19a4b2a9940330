import assert from "node:assert/strict";
import { summary } from "./report.mjs";

const result = {
  ...{ suite: "lab", passed: 2, skipped: 1, failures: [{ title: "falls" }], skips: [{ title: "waits" }] },
  ...{ complete: true, began: 1_000, ended: 3_000, seconds: {} },
};

describe("the report of a run", () => {
  it("names each skip, and adds up the tests and the tools", () => {
    const fast = { ...result, suite: "fast", passed: 5, skipped: 0, failures: [], skips: [] };
    const types = { title: "types: ended with exit code 2" };
    const { lines, ...sum } = summary([result, fast], [types], 9);
    assert.ok(lines.includes("  skipped: waits"), lines.join("\n"));
    assert.deepEqual(sum, { passed: 7, failures: [{ title: "falls" }, types], skipped: 1 });
  });

  it("tells how long a suite took from how long its processes took together", () => {
    const beside = { ...result, began: 2_000, ended: 5_500 };
    const { lines } = summary([result, beside], [], 9);
    assert.match(lines[1] ?? "", /^suite lab: .*, 4\.5 s, 5\.5 s in 2 processes$/);
  });

  it("fails where no test ran", () => {
    assert.deepEqual(summary([], [], 1).failures, [{ title: "no test ran" }]);
  });
});
