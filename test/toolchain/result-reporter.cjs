// @ts-check
const { appendFileSync } = require("node:fs");
const { relative, sep } = require("node:path");
const { reporters, Runner } = require("mocha");

const events = Runner.constants;
/** What is kept of an error: the report of a run shows no more. */
const mostMessageLines = 12;
const mostFrames = 3;

/**
 * Mocha's own `spec` on the screen, and beside it one JSON line a result in the file that the reporter option `file` names.
 * The last line is `{"kind":"end"}`: without it the run was cut short. Failed hooks count, as mocha reports them.
 */
class ResultReporter extends reporters.Spec {
  /**
   * @param {import("mocha").Runner} runner
   * @param {import("mocha").MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string | undefined} */
    const file = options.reporterOptions?.file;
    if (file === undefined) throw new Error("result-reporter needs the reporter option `file`");
    let last = Date.now();
    /** @param {string} kind @param {import("mocha").Runnable | import("mocha").Suite} of @param {object} [more] */
    const note = (kind, of, more = {}) => {
      const at = of.file === undefined ? {} : { file: relative(process.cwd(), of.file).split(sep).join("/") };
      const title = of.titlePath().filter(Boolean).join(" › ");
      const milliseconds = Date.now() - last;
      last += milliseconds;
      appendFileSync(file, `${JSON.stringify({ kind, title, ...at, milliseconds, ...more })}\n`);
    };
    runner.on(events.EVENT_RUN_BEGIN, () => {
      last = Date.now();
    });
    runner.on(events.EVENT_SUITE_END, (suite) => note("suite", suite));
    runner.on(events.EVENT_TEST_PASS, (test) => note("passed", test));
    runner.on(events.EVENT_TEST_FAIL, (test, error) => note("failed", test, { lines: errorLines(error) }));
    runner.on(events.EVENT_TEST_PENDING, (test) => note("skipped", test));
    runner.on(events.EVENT_RUN_END, () => appendFileSync(file, '{"kind":"end"}\n'));
  }
}

/**
 * What an error says, and which of our own lines threw it.
 * @param {Error} error
 * @returns {string[]}
 */
function errorLines(error) {
  const said = `${error.name}: ${error.message}`.trimEnd().split("\n");
  const message =
    said.length > mostMessageLines
      ? [...said.slice(0, mostMessageLines - 1), `[… ${said.length - mostMessageLines + 1} lines more]`]
      : said;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/node_modules|\bnode:/.test(line));
  return [...message, ...frames.slice(0, mostFrames)];
}

module.exports = ResultReporter;
