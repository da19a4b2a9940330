// @ts-check
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runChecks } from "./checks.mjs";
import { stopChildren } from "./child.mjs";
import { checkCoverage } from "./coverage.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { setUp } from "./setup.mjs";
import { runSuite, suites } from "./suites.mjs";

/** @type {import("./suites.mjs").SuiteResult[]} */
const results = [];
/** Failures of tools: set-up, lint, types, coverage, leftovers. @type {string[]} */
const faults = [];
let interrupted = false;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interrupted = true;
    stopChildren("SIGINT", 5);
  });
}

const run = makeRunFolder(process.env);
try {
  await runAll();
} catch (fault) {
  faults.push(fault instanceof Error ? fault.message : String(fault));
} finally {
  for (const left of removeRunFolder(run.folder)) faults.push(`a process was left: ${left}`);
}
process.exitCode = report();

/** `npm test -- --suite fast` runs that suite alone; `--suite` can be given more than once, `--no-checks` leaves lint and types out. */
async function runAll() {
  const { values } = parseArgs({
    options: { suite: { type: "string", multiple: true }, "no-checks": { type: "boolean" } },
  });
  const wanted = values.suite ?? suites.map((suite) => suite.name);
  for (const name of wanted) {
    if (suites.some((suite) => suite.name === name)) continue;
    throw new Error(`there is no suite "${name}"; there are ${suites.map((suite) => suite.name).join(", ")}`);
  }
  const { cliFolder } = await setUp();
  const environment = { ...run.environment, PULUMI_CLI_DIR: cliFolder };
  if (values["no-checks"] !== true && !interrupted) faults.push(...(await runChecks(environment)));
  const coverageFolder = join(run.folder, "coverage");
  mkdirSync(coverageFolder);
  for (const suite of suites) {
    if (!wanted.includes(suite.name) || interrupted) continue;
    console.log(`\nSuite ${suite.name}: ${suite.pattern}`);
    results.push(await runSuite(suite, { runFolder: run.folder, environment, coverageFolder }));
  }
  const covered = suites.filter((suite) => suite.covered);
  if (interrupted || !covered.every((suite) => wanted.includes(suite.name))) return;
  faults.push(...(await checkCoverage(coverageFolder, join(run.folder, "coverage-report"))));
}

/**
 * Prints what each suite came to, every failure and every skip by name, and as the very last line the sum.
 * @returns {number} the exit code
 */
function report() {
  if (interrupted) faults.push("the run was interrupted");
  const passed = sum((result) => result.passed);
  const skipped = sum((result) => result.skipped);
  if (passed + sum((result) => result.failures.length) === 0) faults.push("no test ran");
  console.log("");
  for (const result of results) {
    const counts = `${result.passed} passed, ${result.failures.length} failed, ${result.skipped} skipped`;
    console.log(`suite ${result.name}: ${counts}, ${result.seconds.toFixed(1)} s`);
    for (const title of result.skips) console.log(`  skipped: ${title}`);
    for (const title of result.failures) console.log(`  failed: ${title}`);
  }
  for (const fault of faults) console.log(`failed: ${fault}`);
  const failed = sum((result) => result.failures.length) + faults.length;
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** @param {(result: import("./suites.mjs").SuiteResult) => number} of */
function sum(of) {
  return results.reduce((total, result) => total + of(result), 0);
}
