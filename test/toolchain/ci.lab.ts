import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/run-folder";

/** What npm's scripts do, each a shell command. */
type Scripts = Readonly<Record<string, string>>;

const sum = (passed: number, failed: number) => `echo '${passed} passed, ${failed} failed, 1 skipped'`;
/** A script that tells of a failure as ours do, above a long output. */
const failing = (title: string) =>
  `seq 2000; echo 'failed 1: ${title}' >>"$TEST_FAILURES_FILE"; ${sum(2, 1)}; exit 1`;

describe(".ci/run", function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === "linux") return;
    console.log("      skipped: it is for Debian");
    this.skip();
  });

  /** Runs a copy in a folder where programs of our own stand for npm and for Debian's. */
  function ci(scripts: Scripts, setUp = "exit 0") {
    const folder = newFolder("ci");
    const [own, programs, archives] = ["checkout/.ci", "programs", "shared/powershell"].map((name) => {
      mkdirSync(join(folder, name), { recursive: true });
      return join(folder, name);
    }) as [string, string, string];
    copyFileSync(join(__dirname, "..", "..", ".ci", "run"), join(own, "run"));
    const program = (name: string, text: string) => {
      writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(programs, name), 0o755);
    };
    program("dpkg-query", "echo installed");
    const cases = Object.entries(scripts).map(([name, text]) => `${name}) ${text} ;;`);
    program("npm", `case "$2" in\n${cases.join("\n")}\n*) ${sum(1, 0)} ;;\nesac`);
    writeFileSync(join(archives, "set-up.sh"), setUp);
    // Nothing of the run that this test is part of: it has a list of failures and a real PowerShell of its own.
    const others = Object.entries(process.env).filter(
      ([name]) => name !== "TEST_FAILURES_FILE" && !name.startsWith("POWERSHELL_TEST_"),
    );
    const environment = { ...Object.fromEntries(others), PATH: `${programs}:${process.env.PATH}` };
    const { stdout, status } = spawnSync("bash", [join(own, "run")], { env: environment, encoding: "utf8" });
    return { status, lines: stdout.trimEnd().split("\n") };
  }

  it("adds up its scripts, and ends with their sum alone where nothing failed", () => {
    const { status, lines } = ci({
      ...{ test: sum(1000, 0), "test:windows": sum(200, 0), "test:powershell": sum(30, 0) },
    });
    assert.equal(status, 0);
    assert.deepEqual(lines.slice(-4), [
      ...["1000 passed, 0 failed, 1 skipped", "200 passed, 0 failed, 1 skipped"],
      ...["30 passed, 0 failed, 1 skipped", "1230 passed, 0 failed, 3 skipped"],
    ]);
  });

  it("repeats the failures of every script right before the sum", () => {
    const { status, lines } = ci({ test: failing("a restart"), "test:powershell": failing("a script") });
    assert.equal(status, 1);
    assert.deepEqual(lines.slice(-3, -1), ["failed 1: a restart", "failed 1: a script"]);
    assert.match(lines.at(-1) ?? "", /passed, 2 failed,/);
  });

  it("counts a script that ends without a sum, and shows its last lines", () => {
    const { status, lines } = ci({ test: "seq 100; echo 'no space left'; exit 3" });
    assert.equal(status, 1);
    const at = lines.lastIndexOf("failed: npm run test ended with exit code 3 and without a sum");
    assert.deepEqual([lines[at + 14], lines.at(-2)], ["  100", "  no space left"]);
  });

  it("counts a script that fails although it counted no failure", () => {
    const { lines } = ci({ test: `${sum(2, 0)}; exit 4` });
    assert.ok(lines.slice(-3).includes("failed: npm run test ended with exit code 4"), lines.join("\n"));
  });

  it("counts a PowerShell that could not be set up", () => {
    const { status, lines } = ci({}, "echo 'no xz'; exit 1");
    assert.equal(status, 1);
    assert.deepEqual(lines.slice(-3, -1), ["failed: PowerShell could not be set up", "  no xz"]);
  });
});
