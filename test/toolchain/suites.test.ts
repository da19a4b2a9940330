import assert from "node:assert/strict";
import { isAtLeast } from "./cli-version.mjs";
import { count, resultLines } from "./job.mjs";
import { withoutAddresses } from "./progress.mjs";
import { jobsOf, knownSeconds, suiteOf, testFiles } from "./suites.mjs";

const well = { ok: true, how: "ended with exit code 0" };
const badly = { ok: false, how: "ended with exit code 1" };
const end = '{"kind":"end"}\n';

function line(kind: string, title: string): string {
  return `${JSON.stringify({ kind, title })}\n`;
}

describe("counting a suite's results", () => {
  it("counts what the runner reported", () => {
    const text = line("passed", "a") + line("skipped", "b") + line("failed", "c") + line("passed", "d") + end;
    assert.deepEqual(count(resultLines(text), badly, ""), {
      passed: 2,
      skipped: 1,
      complete: true,
      failures: [{ title: "c" }],
      skips: [{ title: "b" }],
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
      const { failures } = count(resultLines(text), ended, "the tests of a\nan uncaught error\n");
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.title ?? "", fault);
      assert.deepEqual(failures[0]?.lines, ["the tests of a", "an uncaught error"]);
    });
  }
});

describe("the jobs of a run", () => {
  const seconds = {
    "a.engine.ts": 10,
    "b.lab.ts": 70,
    "c.engine.ts": 55,
    "d.engine.ts": 4,
    "e.lab.ts": 5,
    "f.engine.ts": 1,
    "one.test.ts": 3,
    "two.test.ts": 2,
  };
  const files = (all: readonly string[], shares: number) =>
    jobsOf(all, { shares, seconds }).map((job) => job.files.join(" "));

  it("begin with the longest, across suites, and with those that were never timed before them", () => {
    const jobs = files(["a.engine.ts", "b.lab.ts", "c.engine.ts", "new.lab.ts"], 2);
    assert.deepEqual(jobs, ["new.lab.ts", "b.lab.ts", "c.engine.ts", "a.engine.ts"]);
  });

  it("hold short files of one suite together, up to a minute", () => {
    const all = ["a", "c", "d", "f"].map((name) => `${name}.engine.ts`);
    const jobs = files([...all, "b.lab.ts", "e.lab.ts"], 2);
    assert.deepEqual(jobs, ["b.lab.ts", "c.engine.ts d.engine.ts f.engine.ts", "a.engine.ts", "e.lab.ts"]);
  });

  it("share the fast files among the cores, about the same time for each", () => {
    const fast = ["four.test.ts", "one.test.ts", "three.test.ts", "two.test.ts"];
    assert.deepEqual(files(fast, 2), ["one.test.ts", "four.test.ts three.test.ts two.test.ts"]);
    assert.deepEqual(files(fast, 1), [fast.join(" ")]);
    assert.deepEqual(files(["one.test.ts"], 4), ["one.test.ts"], "no share without a file");
  });

  it("hold every file of the suites once", () => {
    const all = testFiles();
    assert.ok(
      all.includes("test/toolchain/suites.test.ts") && all.some((file) => file.endsWith(".engine.ts")),
    );
    const held = jobsOf(all, { shares: 2, seconds: knownSeconds() }).flatMap((job) => job.files);
    assert.deepEqual([...held].sort(), all);
  });

  it("tell a suite by the ending alone", () => {
    assert.equal(suiteOf("test/x.lab.ts")?.name, "lab");
    assert.equal(suiteOf("test/lab/x.ts"), undefined);
  });
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
