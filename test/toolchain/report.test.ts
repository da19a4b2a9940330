import assert from "node:assert/strict";
import { reportLines } from "./report.mjs";

const result = {
  ...{ suite: "lab", passed: 2, skipped: 1, failures: ["test/a.lab.ts: falls"], skips: ["waits"] },
  ...{ began: 1_000, ended: 3_000, seconds: {} },
};

describe("the report of a run", () => {
  it("names each failure and skip, and ends with one sum", () => {
    const fast = { ...result, suite: "fast", passed: 5, skipped: 0, failures: [], skips: [] };
    const { lines, failed } = reportLines([result, fast], ["types: ended with exit code 2"], 9);
    assert.equal(failed, 2);
    assert.ok(lines.includes("  failed: test/a.lab.ts: falls"), lines.join("\n"));
    assert.ok(lines.includes("  skipped: waits"));
    assert.ok(lines.includes("failed: types: ended with exit code 2"));
    assert.equal(lines.at(-1), "7 passed, 2 failed, 1 skipped");
  });

  it("tells how long a suite took from how long its processes took together", () => {
    const beside = { ...result, began: 2_000, ended: 5_500 };
    const { lines } = reportLines([result, beside], [], 9);
    assert.match(lines[1] ?? "", /^suite lab: .*, 4\.5 s, 5\.5 s in 2 processes$/);
  });

  it("fails where no test ran", () => {
    const { lines, failed } = reportLines([], [], 1);
    assert.equal(failed, 1);
    assert.ok(lines.includes("failed: no test ran"));
  });
});
