// @ts-check
import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { checkoutFolder } from "./build.mjs";
import { checks, runCheck } from "./checks.mjs";
import { stopChildren } from "./child.mjs";
import { compileSources } from "./compiled-sources.mjs";
import { checkCoverage } from "./coverage.mjs";
import { failureOf } from "./failures.mjs";
import { runJob } from "./job.mjs";
import { packPackage } from "./pack.mjs";
import { report, writeSeconds } from "./report.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { setUp } from "./setup.mjs";
import { jobsOf, knownSeconds, suiteOf, suites, testFiles } from "./suites.mjs";

/** More than this have not been tried beside each other. */
const mostWorkers = 4;
/** What a process has for cleaning up after Ctrl-C. */
const graceSeconds = 5;

/** @type {import("./job.mjs").JobResult[]} */
const results = [];
/** Failures of tools: set-up, lint, types, coverage, leftovers. @type {import("./failures.mjs").Failure[]} */
const faults = [];
let interrupted = false;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interrupted = true;
    stopChildren("SIGINT", graceSeconds);
  });
}

const began = Date.now();
const run = makeRunFolder(process.env);
try {
  await runAll(readArguments());
} catch (fault) {
  faults.push(failureOf(fault));
} finally {
  for (const left of removeRunFolder(run.folder)) faults.push({ title: `a process was left: ${left}` });
}
if (interrupted) faults.push({ title: "the run was interrupted" });
process.exitCode = report(results, faults, (Date.now() - began) / 1000);

/**
 * @typedef {object} Arguments
 * @property {readonly string[]} files what to run
 * @property {boolean} checks whether lint and types are checked
 * @property {boolean} coverage whether coverage is measured and checked
 * @property {number} workers how many processes run beside each other
 * @property {boolean} weigh whether the seconds of each file are kept
 */

/**
 * `npm test` runs everything. `-- --suite fast` runs that suite alone, and can be given more than once; `-- FILE...` runs these files;
 * `--no-checks` leaves lint and types out; `--workers N` says how many processes run beside each other; `--weigh` keeps what each file
 * took, by which later runs order them.
 * @returns {Arguments}
 */
function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      suite: { type: "string", multiple: true },
      "no-checks": { type: "boolean" },
      workers: { type: "string" },
      weigh: { type: "boolean" },
    },
    allowPositionals: true,
  });
  for (const name of values.suite ?? []) {
    if (suites.some((suite) => suite.name === name)) continue;
    throw new Error(`there is no suite "${name}"; there are ${suites.map((suite) => suite.name).join(", ")}`);
  }
  const named = positionals.map((path) => relative(checkoutFolder, resolve(path)).split(sep).join("/"));
  for (const file of named)
    if (suiteOf(file) === undefined || !existsSync(join(checkoutFolder, file)))
      throw new Error(`${file} is no file of a suite`);
  const wanted = values.suite ?? (named.length > 0 ? [] : suites.map(({ name }) => name));
  const ofSuites = testFiles().filter((file) => wanted.includes(suiteOf(file)?.name ?? ""));
  // Labs and the engine wait a third of their time: one process more than there are cores keeps these busy.
  const workers = Number(values.workers ?? Math.min(availableParallelism() + 1, mostWorkers));
  if (!Number.isInteger(workers) || workers < 1)
    throw new Error(`"${values.workers}" is no number of workers`);
  return {
    files: [...new Set([...ofSuites, ...named])],
    checks: values["no-checks"] !== true && named.length === 0,
    coverage: suites.every(({ covered, name }) => !covered || wanted.includes(name)),
    workers,
    weigh: values.weigh === true,
  };
}

/** @param {Arguments} options */
async function runAll(options) {
  const { cliFolder } = await setUp();
  const compiled = join(run.folder, "compiled");
  await compileSources(compiled);
  /** @type {import("./run-folder.mjs").RunFolder} */
  const prepared = {
    ...run,
    environment: { ...run.environment, PULUMI_CLI_DIR: cliFolder, COMPILED_SOURCES_FOLDER: compiled },
  };
  const coverageFolder = join(run.folder, "coverage");
  mkdirSync(coverageFolder);
  const shares = Math.min(availableParallelism(), options.workers);
  const jobs = jobsOf(options.files, { shares, seconds: knownSeconds() });
  if (jobs.some(({ suite }) => suite.name === "engine"))
    prepared.environment.PULUMI_WINDOWS_IPSEC_PACKED = packPackage(join(run.folder, "packed")).folder;
  const measured = options.coverage ? { coverageFolder } : {};
  const tests = jobs.map((job, at) => async () => {
    results.push(await runJob(job, { run: prepared, number: at + 1, total: jobs.length, ...measured }));
  });
  const ofTools = options.checks
    ? checks.map((check) => async () => {
        faults.push(...(await runCheck(check, run)));
      })
    : [];
  // The suites of one process a worker come first: a failure there is known early. The checks fill up what is left of a worker's time.
  const early = jobs.filter(({ suite }) => suite.processSeconds === Infinity).length;
  await inTurn([...tests.slice(0, early), ...ofTools, ...tests.slice(early)], options.workers);
  if (interrupted) return;
  if (options.weigh) writeSeconds(results);
  if (options.coverage)
    for (const title of await checkCoverage(coverageFolder, join(run.folder, "coverage-report")))
      faults.push({ title });
}

/**
 * Does the work piece by piece, so many pieces at once; begins none after an interruption.
 * @param {readonly (() => Promise<void>)[]} work
 * @param {number} workers
 */
async function inTurn(work, workers) {
  const left = [...work];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined && !interrupted; next = left.shift())
      await next().catch((fault) => void faults.push(failureOf(fault)));
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
