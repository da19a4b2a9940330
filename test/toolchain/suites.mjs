// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkoutFolder } from "./build.mjs";
import { runVisibly } from "./child.mjs";

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} pattern which files; the suffix alone decides
 * @property {boolean} covered whether it counts for coverage
 * @property {number} limitSeconds after which it is ended and counts as failed
 */

/** @type {readonly Suite[]} */
export const suites = [
  { name: "fast", pattern: "test/**/*.test.ts", covered: true, limitSeconds: 300 },
  { name: "lab", pattern: "test/**/*.lab.ts", covered: true, limitSeconds: 900 },
  { name: "engine", pattern: "test/**/*.engine.ts", covered: false, limitSeconds: 2700 },
];

/**
 * @typedef {object} SuiteResult
 * @property {string} name
 * @property {number} passed
 * @property {number} skipped
 * @property {readonly string[]} failures what failed: titles of tests, or what happened to the runner
 * @property {readonly string[]} skips titles
 * @property {number} seconds
 */

/**
 * Runs one suite and counts what the runner itself reported.
 * @param {Suite} suite
 * @param {{ runFolder: string, environment: NodeJS.ProcessEnv, coverageFolder?: string }} options
 * @returns {Promise<SuiteResult>}
 */
export async function runSuite(suite, options) {
  const results = join(options.runFolder, `results-${suite.name}.jsonl`);
  const began = Date.now();
  const environment = { ...options.environment };
  if (suite.covered && options.coverageFolder !== undefined)
    environment.NODE_V8_COVERAGE = options.coverageFolder;
  const ended = await runVisibly({
    program: process.execPath,
    args: [
      join(checkoutFolder, "node_modules", "mocha", "bin", "mocha.js"),
      "--reporter",
      fileURLToPath(new URL("./result-reporter.cjs", import.meta.url)),
      "--reporter-option",
      `file=${results}`,
      suite.pattern,
    ],
    environment,
    limitSeconds: suite.limitSeconds,
  });
  const text = existsSync(results) ? readFileSync(results, "utf8") : "";
  return { name: suite.name, ...count(text, ended), seconds: (Date.now() - began) / 1000 };
}

/**
 * @param {string} text the reporter's lines
 * @param {{ ok: boolean, how: string }} ended how the runner ended
 * @returns {Pick<SuiteResult, "passed" | "skipped" | "failures" | "skips">}
 */
export function count(text, ended) {
  /** @type {{ kind: string, title: string }[]} */
  const lines = text
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line));
  const titles = (/** @type {string} */ kind) =>
    lines.filter((line) => line.kind === kind).map((line) => line.title);
  const failures = titles("failed");
  const complete = lines.some((line) => line.kind === "end");
  if (!complete) failures.push(`the runner did not finish: it ${ended.how}`);
  else if (!ended.ok && failures.length === 0) failures.push(`the runner ${ended.how} without a failed test`);
  const passed = titles("passed").length;
  const skips = titles("skipped");
  if (complete && passed + skips.length + failures.length === 0) failures.push("there was no test to run");
  return { passed, skipped: skips.length, failures, skips };
}
