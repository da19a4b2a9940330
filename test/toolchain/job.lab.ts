import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { processesNaming } from "../support/processes";
import { newFolder } from "../support/run-folder";
import { runJob } from "./job.mjs";

type JobOptions = Partial<Parameters<typeof runJob>[1]> & { limitSeconds?: number };

const leavesProcess = `const { spawn } = require("node:child_process");
it("leaves a process", () => spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { detached: true, stdio: "inherit" }).unref());`;

describe("a test process of a run", function () {
  this.timeout(60_000);
  let run: { readonly folder: string; readonly environment: NodeJS.ProcessEnv };

  beforeEach(() => {
    const folder = newFolder("run");
    run = { folder, environment: process.env };
  });

  /** Runs these files as one job, and gives its result beside what was printed. */
  async function job(texts: readonly string[], { limitSeconds = 60, ...options }: JobOptions = {}) {
    const sources = newFolder("files");
    const files = texts.map((text, at) => {
      const file = join(sources, `${at}.lab.js`);
      writeFileSync(file, text);
      return file;
    });
    const suite = { name: "lab", covered: false, limitSeconds };
    const printed: string[] = [];
    const print = (text: string) => void printed.push(text);
    const result = await runJob(
      { suite, files },
      { run, number: 1, total: 1, graceSeconds: 0.2, print, ...options },
    );
    return { ...result, files, printed: printed.join("\n") };
  }

  it("is counted, its failures and skips by name, and shown whole when it is over", async () => {
    const { files, printed, ...result } = await job([
      `it("stands", () => {}); it.skip("waits", () => {});
describe("a tree", () => describe("in the wind", () => it("falls", () => { throw new Error("low\\nhigh"); })));`,
    ]);
    const file = relative(process.cwd(), files[0] ?? "");
    assert.deepEqual([result.passed, result.skipped, result.skips], [1, 1, [{ title: "waits", file }]]);
    const failed = result.failures.map(({ lines = [], ...test }) => ({ ...test, said: lines.slice(0, 2) }));
    assert.deepEqual(failed, [{ file, title: "a tree › in the wind › falls", said: ["Error: low", "high"] }]);
    assert.match(printed, /1 passed, 1 failed, 1 skipped[\s\S]*Error: low/);
    assert.deepEqual(Object.keys(result.seconds), [file]);
  });

  it("tells of an error its beginning, and which of our own lines threw it", async () => {
    const { failures } = await job([
      `it("falls", () => { const error = new Error(Array.from({ length: 40 }, (_, at) => "line " + at).join("\\n"));
error.stack = ["Error", ..."abcd".split("").map((name) => "    at node:x:1:1\\n    at " + name + " (/lib/" + name + ".js:1:1)")].join("\\n");
throw error; });`,
    ]);
    const lines = failures[0]?.lines ?? [];
    assert.deepEqual(
      [lines[0], ...lines.slice(10)],
      [
        ...["Error: line 0", "line 10", "[… 29 lines more]"],
        ...["a", "b", "c"].map((name) => `    at ${name} (/lib/${name}.js:1:1)`),
      ],
    );
  });

  it("says while it runs how many tests are done", async () => {
    const { printed } = await job(
      [`it("stands", () => {}); it("waits", (done) => void setTimeout(done, 600));`],
      { progressSeconds: 0.1 },
    );
    assert.match(printed, /^\[1\/1\] 1 tests after \d s$/m);
  });

  it("runs on the Node that is given, which may call a path otherwise", async () => {
    const runtime = {
      command: (args: readonly string[], environment: NodeJS.ProcessEnv) => ({
        ...{ program: process.execPath, args: args.map((arg) => arg.replaceAll("[there]", "")) },
        environment: {
          ...environment,
          GIVEN: args.filter((arg) => arg.includes("[there]")).length.toString(),
        },
      }),
      path: (path: string) => `[there]${path}`,
    };
    const { failures } = await job(
      [`it("is told", () => require("node:assert").equal(process.env.GIVEN, "3"));`],
      { runtime },
    );
    assert.deepEqual(failures, []);
  });

  it("may run many files, and tells what each of them took, its hooks included", async () => {
    const slow = `describe("slow", () => { before((done) => void setTimeout(done, 300)); after((done) => void setTimeout(done, 300)); it("stands", () => {}); });`;
    const { files, passed, failures, seconds } = await job([`it("stands", () => {});`, slow]);
    assert.deepEqual([passed, failures], [2, []]);
    const [first = 0, second = 0] = files.map((file) => seconds[relative(process.cwd(), file)]);
    assert.ok(second > 0.5 && first < 0.3, JSON.stringify(seconds));
  });

  it("fails if it leaves a process, which is ended, and does not wait for its output", async function () {
    if (process.platform !== "linux") {
      console.log("      skipped: processes are looked up in /proc");
      this.skip();
    }
    const { passed, failures } = await job([leavesProcess]);
    assert.equal(passed, 1);
    assert.equal(failures.length, 1);
    assert.match(failures[0]?.title ?? "", /a process was left: .*setInterval/);
    assert.deepEqual(processesNaming(run.folder), []);
  });

  it("fails if it takes too long", async () => {
    const { failures } = await job([`it("hangs", () => { for (;;); });`], { limitSeconds: 3 });
    assert.match(failures[0]?.title ?? "", /the runner did not finish: it was ended after 3 s/);
  });

  it("fails if it has no test", async () => {
    assert.match((await job([""])).failures[0]?.title ?? "", /there was no test to run/);
  });

  it("has a folder of its own for everything temporary, which is removed", async () => {
    const { failures } = await job([
      `const assert = require("node:assert");
it("writes there", () => {
  const own = process.env.PULUMI_WINDOWS_IPSEC_RUN_FOLDER;
  assert.match(own, /process-0001$/);
  require("node:fs").writeFileSync(require("node:os").tmpdir() + "/left", "");
  assert.ok(require("node:fs").existsSync(own + "/tmp/left"));
});`,
    ]);
    assert.deepEqual(failures, []);
    assert.ok(!existsSync(join(run.folder, "process-0001")));
    assert.deepEqual(readdirSync(run.folder).sort(), ["shared"]);
  });
});
