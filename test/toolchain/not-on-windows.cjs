// @ts-check
const { relative, sep } = require("node:path");

/**
 * A test that cannot pass on Windows.
 * @typedef {object} Entry
 * @property {string} file
 * @property {string} test its title, after those of its describes, with " › " between them
 * @property {string} reason
 * @property {boolean} [onlyUnderWine] whether it passes on Windows itself
 */

/** @type {readonly Entry[]} */
const all = require("./not-on-windows.json");

/**
 * The list, as it holds on Windows or under wine.
 * @param {boolean} underWine
 * @returns {readonly Entry[]}
 */
function notOnWindows(underWine) {
  return all.filter(({ onlyUnderWine }) => underWine || onlyUnderWine !== true);
}

/**
 * Holds the list against what ran: it names every test that was skipped, and no other.
 * @param {readonly Entry[]} listed of the files that ran
 * @param {readonly import("./job.mjs").JobResult[]} results
 * @returns {import("./failures.mjs").Failure[]}
 */
function faultsOfList(listed, results) {
  const skips = results.flatMap((result) => result.skips);
  const failures = results.flatMap((result) => result.failures);
  const isOf =
    (/** @type {Entry} */ entry) =>
    (/** @type {import("./job.mjs").Skip} */ { title, file }) =>
      title === entry.test && file === entry.file;
  const unlisted = skips.filter((skip) => !listed.some((entry) => isOf(entry)(skip)));
  // Of a process that was cut short nobody knows what it would have run.
  const whole = results.every(({ complete }) => complete);
  const missing = listed.filter((entry) => whole && !skips.some(isOf(entry)) && !failures.some(isOf(entry)));
  return [
    ...unlisted.map((skip) => ({
      ...skip,
      lines: ["it was skipped, but not-on-windows.json does not name it"],
    })),
    ...missing.map(({ test, file }) => ({
      ...{ title: test, file },
      lines: ["not-on-windows.json names it, but there is no such test"],
    })),
  ];
}

/**
 * Makes a test of the list one that runs all the same, is skipped where it fails, and fails where it passes.
 * @param {Pick<import("mocha").Test, "fn" | "file" | "titlePath">} test
 * @param {readonly Entry[]} listed
 */
function expectFailure(test, listed) {
  const { fn } = test;
  const file = relative(process.cwd(), test.file ?? "")
    .split(sep)
    .join("/");
  const title = test.titlePath().filter(Boolean).join(" › ");
  const entry = listed.find((each) => each.file === file && each.test === title);
  if (fn === undefined || entry === undefined) return;
  /** @this {import("mocha").Context} */
  test.fn = async function () {
    const passes = await Promise.resolve()
      .then(() => fn.call(this, () => {}))
      .then(
        () => true,
        () => false,
      );
    if (passes) throw new Error("it passes: not-on-windows.json is not to name it any more");
    console.log(`      skipped: ${entry.reason}`);
    this.skip();
  };
}

/** For mocha, which loads this beside the tests. */
const mochaHooks = {
  /** @this {import("mocha").Context} */
  beforeEach() {
    const underWine = process.env.UNDER_WINE !== undefined;
    if (this.currentTest !== undefined) expectFailure(this.currentTest, notOnWindows(underWine));
  },
};

module.exports = { notOnWindows, faultsOfList, expectFailure, mochaHooks };
