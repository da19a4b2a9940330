// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { checkoutFolder } from "./build.mjs";

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} ending of its files' names; it alone decides
 * @property {boolean} covered whether it counts for coverage
 * @property {boolean} oneProcessAFile whether each file gets a process of its own; the files of the others share one a worker
 * @property {number} limitSeconds after which a process is ended and counts as failed
 */

/** @type {readonly Suite[]} */
export const suites = [
  { name: "fast", ending: ".test.ts", covered: true, oneProcessAFile: false, limitSeconds: 300 },
  { name: "lab", ending: ".lab.ts", covered: false, oneProcessAFile: true, limitSeconds: 600 },
  { name: "engine", ending: ".engine.ts", covered: false, oneProcessAFile: true, limitSeconds: 900 },
];

/**
 * What one test process runs.
 * @typedef {object} Job
 * @property {Suite} suite
 * @property {readonly string[]} files paths in the checkout, with `/`
 */

/** Where the seconds are kept that each file takes; `npm test -- --weigh` writes it. */
export const secondsFile = fileURLToPath(new URL("./file-seconds.json", import.meta.url));

/** @returns {Readonly<Record<string, number>>} seconds by file; it may lack files, and name some that are gone */
export function knownSeconds() {
  return JSON.parse(readFileSync(secondsFile, "utf8"));
}

/** @returns {string[]} every file of the suites, in the order of their names */
export function testFiles() {
  return readdirSync(join(checkoutFolder, "test"), { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.split(sep).join("/")}`)
    .filter((path) => suiteOf(path) !== undefined)
    .sort();
}

/**
 * @param {string} file
 * @returns {Suite | undefined}
 */
export function suiteOf(file) {
  return suites.find(({ ending }) => file.endsWith(ending));
}

/**
 * Divides files among test processes, in the order in which they are to begin: first the files that share a process, a like share for
 * each worker; then the others, the longest first, so that no long one begins when the rest is done. A file that was never timed
 * counts as long.
 * @param {readonly string[]} files
 * @param {{ workers: number, seconds: Readonly<Record<string, number>> }} options
 * @returns {Job[]}
 */
export function jobsOf(files, { workers, seconds }) {
  /** @type {(Job & { seconds: number })[]} */
  const alone = [];
  /** @type {Job[]} */
  const shared = [];
  for (const suite of suites) {
    const own = files.filter((file) => suiteOf(file) === suite);
    if (suite.oneProcessAFile)
      alone.push(...own.map((file) => ({ suite, files: [file], seconds: seconds[file] ?? Infinity })));
    else shared.push(...shares(own, workers, seconds).map((share) => ({ suite, files: share })));
  }
  alone.sort((one, other) => (one.seconds === other.seconds ? 0 : other.seconds - one.seconds));
  return [...shared, ...alone.map(({ suite, files }) => ({ suite, files }))];
}

/**
 * @param {readonly string[]} files
 * @param {number} count
 * @param {Readonly<Record<string, number>>} seconds
 * @returns {string[][]} at most so many shares that take about as long as each other, none empty; each in the order of names
 */
function shares(files, count, seconds) {
  /** What loading a file costs, and the least that one without a time counts. */
  const least = 0.05;
  const cost = (/** @type {string} */ file) => least + (seconds[file] ?? 0);
  const made = Array.from({ length: count }, () => ({ seconds: 0, files: /** @type {string[]} */ ([]) }));
  for (const file of [...files].sort((one, other) => cost(other) - cost(one))) {
    const lightest = made.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    lightest.files.push(file);
    lightest.seconds += cost(file);
  }
  return made.map((share) => share.files.sort()).filter((share) => share.length > 0);
}
