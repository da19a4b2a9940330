// @ts-check
import { writeFileSync } from "node:fs";
import { closeRun } from "./failures.mjs";
import { knownSeconds, secondsFile, suites, testFiles } from "./suites.mjs";

/**
 * @typedef {import("./job.mjs").JobResult} JobResult
 * @typedef {import("./failures.mjs").Failure} Failure
 */

/**
 * Prints what each suite came to, every skip by name, every failure with its error, and as the very last line the sum.
 * @param {readonly JobResult[]} results
 * @param {readonly Failure[]} toolFaults
 * @param {number} seconds what the whole run took
 * @returns {number} the exit code
 */
export function report(results, toolFaults, seconds) {
  const { lines, ...sum } = summary(results, toolFaults, seconds);
  for (const line of lines) console.log(line);
  return closeRun(sum, "test", process.env);
}

/**
 * @param {readonly JobResult[]} results
 * @param {readonly Failure[]} toolFaults
 * @param {number} seconds
 * @returns {{ lines: string[], passed: number, failures: Failure[], skipped: number }}
 */
export function summary(results, toolFaults, seconds) {
  const { passed, failures, skipped } = sumOf(results);
  const faults = [...toolFaults, ...(passed + failures === 0 ? [{ title: "no test ran" }] : [])];
  const lines = [""];
  for (const { name } of suites) {
    const own = results.filter(({ suite }) => suite === name);
    if (own.length === 0) continue;
    const sum = sumOf(own);
    const counts = `${sum.passed} passed, ${sum.failures} failed, ${sum.skipped} skipped`;
    const span = Math.max(...own.map(({ ended }) => ended)) - Math.min(...own.map(({ began }) => began));
    const work = own.reduce((total, { began, ended }) => total + ended - began, 0);
    const times = `${(span / 1000).toFixed(1)} s, ${(work / 1000).toFixed(1)} s in ${own.length} processes`;
    lines.push(`suite ${name}: ${counts}, ${times}`);
    for (const { skips } of own) lines.push(...skips.map(({ title }) => `  skipped: ${title}`));
  }
  lines.push(`the whole run: ${seconds.toFixed(1)} s`);
  return { lines, passed, failures: [...results.flatMap((result) => result.failures), ...faults], skipped };
}

/**
 * Keeps what each file took, for the order of later runs; of files that did not run, what they took before.
 * @param {readonly JobResult[]} results
 */
export function writeSeconds(results) {
  const there = new Set(testFiles());
  /** @type {Record<string, number>} */
  const kept = Object.fromEntries(Object.entries(knownSeconds()).filter(([file]) => there.has(file)));
  for (const { seconds } of results)
    for (const [file, taken] of Object.entries(seconds)) kept[file] = Math.round(taken * 10) / 10;
  const sorted = Object.entries(kept)
    .filter(([, taken]) => taken > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(secondsFile, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
}

/** @param {readonly JobResult[]} results */
function sumOf(results) {
  const total = { passed: 0, failures: 0, skipped: 0 };
  for (const { passed, failures, skipped } of results) {
    total.passed += passed;
    total.failures += failures.length;
    total.skipped += skipped;
  }
  return total;
}
