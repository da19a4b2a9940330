// @ts-check
import { writeFileSync } from "node:fs";
import { knownSeconds, secondsFile, suites, testFiles } from "./suites.mjs";

/**
 * @typedef {import("./job.mjs").JobResult} JobResult
 */

/**
 * Prints what each suite came to, every failure and every skip by name, and as the very last line the sum.
 * @param {readonly JobResult[]} results
 * @param {readonly string[]} toolFaults
 * @param {number} seconds what the whole run took
 * @returns {number} the exit code
 */
export function report(results, toolFaults, seconds) {
  const { lines, failed } = reportLines(results, toolFaults, seconds);
  for (const line of lines) console.log(line);
  return failed === 0 ? 0 : 1;
}

/**
 * @param {readonly JobResult[]} results
 * @param {readonly string[]} toolFaults
 * @param {number} seconds
 * @returns {{ lines: string[], failed: number }}
 */
export function reportLines(results, toolFaults, seconds) {
  const { passed, failures, skipped } = sumOf(results);
  const faults = [...toolFaults, ...(passed + failures === 0 ? ["no test ran"] : [])];
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
    for (const { skips } of own) lines.push(...skips.map((title) => `  skipped: ${title}`));
    for (const result of own) lines.push(...result.failures.map((title) => `  failed: ${title}`));
  }
  lines.push(`the whole run: ${seconds.toFixed(1)} s`, ...faults.map((fault) => `failed: ${fault}`));
  const failed = failures + faults.length;
  lines.push(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return { lines, failed };
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
