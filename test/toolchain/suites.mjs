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
 * @property {boolean} nodeAlone whether it needs nothing but Node, and so runs on Windows' Node as well
 * @property {number} processSeconds how long the files of one process take together at most; where that has no end, each core has one process
 * @property {number} limitSeconds after which a process is ended and counts as failed
 */

/** @type {readonly Suite[]} */
export const suites = [
  {
    name: "fast",
    ending: ".test.ts",
    covered: true,
    nodeAlone: true,
    processSeconds: Infinity,
    limitSeconds: 300,
  },
  {
    name: "wild",
    ending: ".wild.ts",
    covered: false,
    nodeAlone: true,
    processSeconds: 60,
    limitSeconds: 300,
  },
  { name: "lab", ending: ".lab.ts", covered: false, nodeAlone: false, processSeconds: 60, limitSeconds: 600 },
  {
    name: "engine",
    ending: ".engine.ts",
    covered: false,
    nodeAlone: false,
    processSeconds: 60,
    limitSeconds: 900,
  },
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
 * Divides files among test processes, in the order in which they are to begin: first the suites without an end, in so many like shares;
 * then the others, the longest first, so that no long one begins when the rest is done. To start a process takes longer than many a file:
 * those that are short share one. A file that was never timed counts as long.
 * @param {readonly string[]} files
 * @param {{ shares: number, seconds: Readonly<Record<string, number>> }} options
 * @returns {Job[]}
 */
export function jobsOf(files, { shares: count, seconds }) {
  /** @type {(Job & { seconds: number })[]} */
  const limited = [];
  /** @type {Job[]} */
  const shared = [];
  for (const suite of suites) {
    const own = files.filter((file) => suiteOf(file) === suite);
    if (suite.processSeconds === Infinity)
      shared.push(...shares(own, count, seconds).map((share) => ({ suite, files: share })));
    else limited.push(...parts(own, suite.processSeconds, seconds).map((part) => ({ suite, ...part })));
  }
  limited.sort((one, other) => longestFirst(one.seconds, other.seconds));
  return [...shared, ...limited.map(({ suite, files }) => ({ suite, files }))];
}

/**
 * @param {readonly string[]} files
 * @param {number} most
 * @param {Readonly<Record<string, number>>} seconds
 * @returns {{ files: string[], seconds: number }[]} parts that take no longer, apart from single files that do
 */
function parts(files, most, seconds) {
  /** @type {{ files: string[], seconds: number }[]} */
  const made = [];
  const cost = (/** @type {string} */ file) => seconds[file] ?? Infinity;
  for (const file of [...files].sort((one, other) => longestFirst(cost(one), cost(other)))) {
    const part = made.find((each) => each.seconds + cost(file) <= most);
    if (part === undefined) made.push({ files: [file], seconds: cost(file) });
    else {
      part.files.push(file);
      part.seconds += cost(file);
    }
  }
  return made;
}

/**
 * Two that were never timed are alike: the difference of two infinities is no number.
 * @param {number} one
 * @param {number} other
 */
function longestFirst(one, other) {
  return one === other ? 0 : other - one;
}

/**
 * @param {readonly string[]} files
 * @param {number} count
 * @param {Readonly<Record<string, number>>} seconds
 * @returns {string[][]} at most so many shares that take about as long as each other, none empty; each in the order of names
 */
export function shares(files, count, seconds) {
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
