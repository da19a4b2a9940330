import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/run-folder";
import { closeRun, closingLines, failureOf } from "./failures.mjs";

const failure = { title: "a host › restarts", file: "test/a.test.ts", lines: ["Error: low", "    at a.ts"] };
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `number ${at}`);

describe("the end of a run", () => {
  it("is the sum alone where nothing failed", () => {
    const lines = closingLines({ passed: 3, failures: [], skipped: 1 });
    assert.deepEqual(lines, ["3 passed, 0 failed, 1 skipped"]);
  });

  it("repeats each failure with its file and its error right before the sum", () => {
    const lines = closingLines({ passed: 3, failures: [failure, { title: "lint" }], skipped: 0 });
    assert.deepEqual(lines, [
      ...["", "failed 1: a host › restarts", "  test/a.test.ts", "  Error: low", "      at a.ts"],
      ...["", "failed 2: lint", "", "3 passed, 2 failed, 0 skipped"],
    ]);
  });

  it("shows 15 lines of an error, 400 characters of a line, and 20 failures", () => {
    const long = closingLines({ passed: 0, failures: [{ title: "a", lines: numbered(16) }], skipped: 0 });
    assert.deepEqual(long.slice(-4, -1), ["  number 13", "  […]", ""]);
    const whole = closingLines({ passed: 0, failures: [{ title: "a", lines: numbered(15) }], skipped: 0 });
    assert.deepEqual(whole.slice(-4, -1), ["  number 13", "  number 14", ""]);
    const wide = closingLines({
      passed: 0,
      failures: [{ title: "a", lines: ["x".repeat(401)] }],
      skipped: 0,
    });
    assert.equal(wide[2], `  ${"x".repeat(400)}[…]`);
    const failures = numbered(23).map((title) => ({ title }));
    const lines = closingLines({ passed: 0, failures, skipped: 0 });
    assert.deepEqual(lines.slice(-5), [
      ...["failed 20: number 19", "", "3 more failed; the output above names them"],
      ...["", "0 passed, 23 failed, 0 skipped"],
    ]);
  });

  it("adds the failures to the file that gathers those of several scripts", () => {
    const file = join(newFolder("failures"), "gathered");
    const environment = { TEST_FAILURES_FILE: file };
    const quietly = (failures: readonly (typeof failure)[], script: string, where: NodeJS.ProcessEnv) => {
      const log = console.log;
      console.log = () => {};
      try {
        return closeRun({ passed: 1, failures, skipped: 0 }, script, where);
      } finally {
        console.log = log;
      }
    };
    assert.equal(quietly([], "test", environment), 0);
    assert.ok(!existsSync(file));
    assert.equal(quietly([failure], "test", environment), 1);
    assert.equal(quietly([failure], "test:powershell", environment), 1);
    assert.equal(quietly([failure], "test", {}), 1);
    const gathered = readFileSync(file, "utf8");
    assert.deepEqual(gathered.match(/npm run .*|failed 1: a host › restarts|Error: low/g), [
      ...["npm run test:", "failed 1: a host › restarts", "Error: low"],
      ...["npm run test:powershell:", "failed 1: a host › restarts", "Error: low"],
    ]);
  });

  it("tells a thrown error by its first line, and shows the others below", () => {
    const fault = failureOf(new Error("npm ended with 1:\nno space"));
    assert.deepEqual(fault, { title: "npm ended with 1:", lines: ["no space"] });
    assert.deepEqual(failureOf("text"), { title: "text", lines: [] });
  });
});
