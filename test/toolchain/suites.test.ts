import assert from "node:assert/strict";
import { isAtLeast } from "./cli-version.mjs";
import { count, resultLines } from "./job.mjs";
import { withoutAddresses } from "./progress.mjs";

const well = { ok: true, how: "ended with exit code 0" };
const badly = { ok: false, how: "ended with exit code 1" };
const end = '{"kind":"end"}\n';

function line(kind: string, title: string): string {
  return `${JSON.stringify({ kind, title })}\n`;
}

describe("counting a suite's results", () => {
  it("counts what the runner reported", () => {
    const text = line("passed", "a") + line("skipped", "b") + line("failed", "c") + line("passed", "d") + end;
    assert.deepEqual(count(resultLines(text), badly), {
      passed: 2,
      skipped: 1,
      failures: ["c"],
      skips: ["b"],
    });
  });

  const faults = [
    { name: "a runner that died", text: line("passed", "a"), ended: badly, fault: /did not finish/ },
    { name: "a runner that died while writing", text: '{"kind":"pas', ended: badly, fault: /did not finish/ },
    { name: "a runner that never began", text: "", ended: badly, fault: /did not finish/ },
    {
      name: "an unexplained exit code",
      text: line("passed", "a") + end,
      ended: badly,
      fault: /without a failed/,
    },
    { name: "no test at all", text: end, ended: well, fault: /no test to run/ },
  ];
  for (const { name, text, ended, fault } of faults) {
    it(`fails for ${name}`, () => {
      const { failures } = count(resultLines(text), ended);
      assert.equal(failures.length, 1);
      assert.match(failures[0] ?? "", fault);
    });
  }
});

describe("set-up's small decisions", () => {
  it("compares versions by number", () => {
    for (const [version, least, expected] of [
      ["v3.216.0", "3.216.0", true],
      ["v3.99.9", "3.216.0", false],
      ["v4.0.0", "3.216.0", true],
      ["3.1000.0-alpha.1", "3.216.0", true],
      ["", "3.216.0", false],
      ["go1.26", "3.216.0", false],
    ] as const)
      assert.equal(isAtLeast(version, least), expected, version);
  });

  it("shows no address of a registry or proxy", () => {
    const text = 'Get "https://user:word@proxy.example:8080/a/b": refused by http://10.0.0.1';
    assert.equal(withoutAddresses(text), 'Get "[address]/a/b": refused by [address]');
  });
});
