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
 * @property {readonly string[]} skips titles
 * @property {number} began milliseconds
 * @property {number} ended milliseconds
 * @property {Readonly<Record<string, number>>} seconds what each file took
 */

/**
 * @typedef {object} JobOptions
 * @property {import("./run-folder.mjs").RunFolder} run
 * @property {number} number
 * @property {number} total
 * @property {string} [coverageFolder] where coverage is recorded, if it is
 * @property {number} [graceSeconds] what processes that were told to end have for it
 * @property {(text: string) => void} [print]
 */

const mocha = join(checkoutFolder, "node_modules", "mocha", "bin", "mocha.js");
const reporter = fileURLToPath(new URL("./result-reporter.cjs", import.meta.url));
/** Of the output of a process that did not finish, these last lines say most about why. */
const lastLines = 14;

/**
 * Runs the files of a job in one process and in a folder of its own, prints all that it said once it is over, and counts what the
 * runner itself reported. A process that is left behind is a failure.
 * @param {import("./suites.mjs").Job} job
 * @param {JobOptions} options
 * @returns {Promise<JobResult>}
 */
export async function runJob(
  { suite, files },
  { run, number, total, coverageFolder, graceSeconds, print = console.log },
) {
  const own = makeProcessFolder(run, `process-${String(number).padStart(4, "0")}`);
  const results = join(own.folder, "results.jsonl");
  const outputFile = join(own.folder, "output");
  const coverage = suite.covered && coverageFolder !== undefined ? { NODE_V8_COVERAGE: coverageFolder } : {};
  const began = Date.now();
  const ended = await runProgram({
    program: process.execPath,
    args: [mocha, "--reporter", reporter, "--reporter-option", `file=${results}`, ...files],
    environment: { ...own.environment, ...coverage },
    limitSeconds: suite.limitSeconds,
    outputFile,
  });
  const end = Date.now();
  const lines = resultLines(existsSync(results) ? readFileSync(results, "utf8") : "");
  const output = existsSync(outputFile) ? readFileSync(outputFile, "utf8") : "";
  const { failures, complete, ...counts } = count(lines, ended, output);
  // What a process that was cut short leaves is no fault of the tests: it is ended at once.
  const left = await removeProcessFolder(own.folder, complete ? graceSeconds : 0);
  if (complete)
    failures.push(...left.map((commandLine) => ({ title: `a process was left: ${commandLine}` })));
  const what = files.length === 1 ? files[0] : `${files.length} files`;
  const sum = `${counts.passed} passed, ${failures.length} failed, ${counts.skipped} skipped`;
  print(`\n[${number}/${total}] ${suite.name}: ${what}: ${sum}, ${secondsOf(began, end).toFixed(1)} s`);
  print(output.trimEnd());
  return {
    ...{ suite: suite.name, began, ended: end, ...counts },
    failures: failures.map((failure) =>
      files.length === 1 && files[0] !== undefined ? { file: files[0], ...failure } : failure,
    ),
    seconds: suite.oneProcessAFile ? { [files[0] ?? ""]: secondsOf(began, end) } : secondsByFile(lines),
  };
}

/**
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
 * @returns {{ passed: number, skipped: number, failures: import("./failures.mjs").Failure[], skips: string[], complete: boolean }}
 */
export function count(lines, ended, output) {
  const titles = (/** @type {string} */ kind) =>
    lines.filter((line) => line.kind === kind).map((line) => line.title ?? "");
  /** @type {import("./failures.mjs").Failure[]} */
  const failures = lines
    .filter(({ kind }) => kind === "failed")
    .map(({ kind: _, title = "", ...where }) => ({ title, ...where }));
  const complete = lines.some((line) => line.kind === "end");
  const last = output.trimEnd().split("\n").slice(-lastLines);
  if (!complete) failures.push({ title: `the runner did not finish: it ${ended.how}`, lines: last });
  else if (!ended.ok && failures.length === 0)
    failures.push({ title: `the runner ${ended.how} without a failed test`, lines: last });
  const passed = titles("passed").length;
  const skips = titles("skipped");
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
