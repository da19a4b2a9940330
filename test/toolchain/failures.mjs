// @ts-check
import { appendFileSync } from "node:fs";

/**
 * What failed: a test, a check, or the running of them.
 * @typedef {object} Failure
 * @property {string} title of a test, with the titles of its describes
 * @property {string} [file] where the test stands
 * @property {readonly string[]} [lines] the beginning of the error
 */

/** More failures than this are seldom read; they are counted, and the output above names them. */
const mostFailures = 20;
const mostLines = 15;
const mostCharacters = 400;

/**
 * @param {unknown} fault that was thrown
 * @returns {Failure}
 */
export function failureOf(fault) {
  const [title = "", ...lines] = (fault instanceof Error ? fault.message : String(fault)).split("\n");
  return { title, lines };
}

/**
 * The end of a run: every failure once more, so that nobody has to look for it in what came before, and as the very last line the sum.
 * @param {{ passed: number, failures: readonly Failure[], skipped: number }} sum
 * @returns {string[]}
 */
export function closingLines({ passed, failures, skipped }) {
  return [...failureLines(failures), `${passed} passed, ${failures.length} failed, ${skipped} skipped`];
}

/**
 * Prints the end of a run of an npm script. Its failures go to the file as well that TEST_FAILURES_FILE names, where a run of several
 * scripts gathers them.
 * @param {{ passed: number, failures: readonly Failure[], skipped: number }} sum
 * @param {string} script its name
 * @param {NodeJS.ProcessEnv} environment
 * @returns {number} the exit code
 */
export function closeRun(sum, script, environment) {
  for (const line of closingLines(sum)) console.log(line);
  const gathered = environment.TEST_FAILURES_FILE;
  if (gathered !== undefined && gathered !== "" && sum.failures.length > 0)
    appendFileSync(gathered, `\nnpm run ${script}:\n${failureLines(sum.failures).join("\n")}\n`);
  return sum.failures.length === 0 ? 0 : 1;
}

/**
 * @param {readonly Failure[]} failures
 * @returns {string[]} none if nothing failed
 */
function failureLines(failures) {
  const lines = failures.slice(0, mostFailures).flatMap(({ title, file, lines = [] }, at) => {
    const shown = lines.length > mostLines ? [...lines.slice(0, mostLines - 1), "[…]"] : lines;
    return [
      "",
      `failed ${at + 1}: ${title}`,
      ...[...(file === undefined ? [] : [file]), ...shown].map(indented),
    ];
  });
  if (failures.length > mostFailures)
    lines.push("", `${failures.length - mostFailures} more failed; the output above names them`);
  return lines.length === 0 ? [] : [...lines, ""];
}

/** @param {string} line */
function indented(line) {
  return `  ${line.length > mostCharacters ? `${line.slice(0, mostCharacters)}[…]` : line}`.trimEnd();
}
