// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkoutFolder } from "./build.mjs";
import { runProgram } from "./child.mjs";
import { makeProcessFolder, removeProcessFolder } from "./run-folder.mjs";

/**
 * @typedef {object} JobResult
 * @property {string} suite
 * @property {number} passed
 * @property {number} skipped
 * @property {readonly import("./failures.mjs").Failure[]} failures what failed: tests, or the process
 * @property {readonly Skip[]} skips
 * @property {boolean} complete whether the runner came to its end
 * @property {number} began milliseconds
 * @property {number} ended milliseconds
 * @property {Readonly<Record<string, number>>} seconds what each file took
 */

/**
 * A test that was skipped; the file is missing where the test has none.
 * @typedef {{ title: string, file?: string }} Skip
 */

/**
 * A Node that tests run on: what has to be started for it, and what it calls a path of this machine.
 * @typedef {object} Runtime
 * @property {(args: readonly string[], environment: NodeJS.ProcessEnv) => Pick<import("./child.mjs").Command, "program" | "args" | "environment">} command
 * @property {(path: string) => string} path
 */

/**
 * @typedef {object} JobOptions
 * @property {import("./run-folder.mjs").RunFolder} run
 * @property {number} number
 * @property {number} total
 * @property {string} [coverageFolder] where coverage is recorded, if it is
 * @property {number} [graceSeconds] what processes that were told to end have for it
 * @property {(text: string) => void} [print]
 * @property {Runtime} [runtime] this very Node, if none is given
 * @property {readonly string[]} [mochaArgs]
 * @property {number} [progressSeconds] after which it is said again how many results there are; never, if none is given
 */

/** Tests make much that is soon dropped: with more room for it (in MiB) V8 collects it less often. */
const nodeOptions = ["--max-semi-space-size=64"];

/** @type {Runtime} */
const thisNode = {
  command: (args, environment) => ({
    program: process.execPath,
    args: [...nodeOptions, ...args],
    environment,
  }),
  path: (path) => path,
};

const mocha = join(checkoutFolder, "node_modules", "mocha", "bin", "mocha.js");
const reporter = fileURLToPath(new URL("./result-reporter.cjs", import.meta.url));
/** Of a job with more files only their number is told. */
const mostNamed = 8;
/** Of the output of a process that did not finish, these last lines say most about why. */
const lastLines = 14;

/**
 * Runs the files of a job in one process and in a folder of its own, prints all that it said once it is over, and counts what the
 * runner itself reported. A process that is left behind is a failure.
 * @param {{ suite: Pick<import("./suites.mjs").Suite, "name" | "covered" | "limitSeconds">, files: readonly string[] }} job
 * @param {JobOptions} options
 * @returns {Promise<JobResult>}
 */
export async function runJob(
  { suite, files },
  { run, number, total, coverageFolder, graceSeconds, print = console.log, ...options },
) {
  const { runtime = thisNode, mochaArgs = [], progressSeconds } = options;
  const own = makeProcessFolder(run, `process-${String(number).padStart(4, "0")}`);
  const results = join(own.folder, "results.jsonl");
  const outputFile = join(own.folder, "output");
  const coverage = suite.covered && coverageFolder !== undefined ? { NODE_V8_COVERAGE: coverageFolder } : {};
  const reporting = [
    "--reporter",
    runtime.path(reporter),
    "--reporter-option",
    `file=${runtime.path(results)}`,
  ];
  const began = Date.now();
  const soFar = () => resultLines(existsSync(results) ? readFileSync(results, "utf8") : "");
  const progress = setInterval(
    () => {
      const tests = soFar().filter(({ kind }) => kind !== "suite").length;
      print(`[${number}/${total}] ${tests} tests after ${Math.round((Date.now() - began) / 1000)} s`);
    },
    (progressSeconds ?? suite.limitSeconds) * 1000,
  );
  const ended = await runProgram({
    ...runtime.command([runtime.path(mocha), ...reporting, ...mochaArgs, ...files], {
      ...own.environment,
      ...coverage,
    }),
    limitSeconds: suite.limitSeconds,
    outputFile,
  });
  clearInterval(progress);
  const end = Date.now();
  const lines = soFar();
  const output = existsSync(outputFile) ? readFileSync(outputFile, "utf8") : "";
  const { failures, complete, ...counts } = count(lines, ended, output);
  // What a process that was cut short leaves is no fault of the tests: it is ended at once.
  const left = await removeProcessFolder(own.folder, complete ? graceSeconds : 0);
  if (complete)
    failures.push(...left.map((commandLine) => ({ title: `a process was left: ${commandLine}` })));
  const what = files.length > mostNamed ? `${files.length} files` : files.join(", ");
  const sum = `${counts.passed} passed, ${failures.length} failed, ${counts.skipped} skipped`;
  print(`\n[${number}/${total}] ${suite.name}: ${what}: ${sum}, ${secondsOf(began, end).toFixed(1)} s`);
  print(output.trimEnd());
  return {
    ...{ suite: suite.name, began, ended: end, complete, ...counts },
    failures: failures.map((failure) =>
      files.length === 1 && files[0] !== undefined ? { file: files[0], ...failure } : failure,
    ),
    seconds: secondsByFile(lines),
  };
}

/**
 * `milliseconds` since the line before: of a test with the hooks before it, of a suite that has ended those of its last hooks.
 * @typedef {{ kind: string, title?: string, file?: string, milliseconds?: number, lines?: string[] }} ResultLine
 */

/**
 * @param {string} text what the reporter wrote; the last line may be cut short
 * @returns {ResultLine[]}
 */
export function resultLines(text) {
  return text
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line));
}

/**
 * @param {readonly ResultLine[]} lines
 * @param {{ ok: boolean, how: string }} ended how the process ended
 * @param {string} output what it said
 * @returns {{ passed: number, skipped: number, failures: import("./failures.mjs").Failure[], skips: Skip[], complete: boolean }}
 */
export function count(lines, ended, output) {
  const tests = (/** @type {string} */ wanted) =>
    lines
      .filter(({ kind }) => kind === wanted)
      .map(({ kind: _, milliseconds: __, title = "", ...where }) => ({ title, ...where }));
  /** @type {import("./failures.mjs").Failure[]} */
  const failures = tests("failed");
  const complete = lines.some((line) => line.kind === "end");
  const last = output.trimEnd().split("\n").slice(-lastLines);
  if (!complete) failures.push({ title: `the runner did not finish: it ${ended.how}`, lines: last });
  else if (!ended.ok && failures.length === 0)
    failures.push({ title: `the runner ${ended.how} without a failed test`, lines: last });
  const passed = tests("passed").length;
  const skips = tests("skipped");
  if (complete && passed + skips.length + failures.length === 0)
    failures.push({ title: "there was no test to run", lines: last });
  return { passed, skipped: skips.length, failures, skips, complete };
}

/**
 * @param {readonly ResultLine[]} lines
 * @returns {Record<string, number>}
 */
function secondsByFile(lines) {
  /** @type {Record<string, number>} */
  const seconds = {};
  for (const { file, milliseconds = 0 } of lines)
    if (file !== undefined) seconds[file] = (seconds[file] ?? 0) + milliseconds / 1000;
  return seconds;
}

/**
 * @param {number} began
 * @param {number} ended
 */
function secondsOf(began, ended) {
  return (ended - began) / 1000;
}
