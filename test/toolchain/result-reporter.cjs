// @ts-check
const { appendFileSync } = require("node:fs");
const { relative, sep } = require("node:path");
const { reporters, Runner } = require("mocha");

const events = Runner.constants;

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
    /** @param {object} result */
    const note = (result) => appendFileSync(file, `${JSON.stringify(result)}\n`);
    runner.on(events.EVENT_TEST_PASS, (test) => {
      const at =
        test.file === undefined ? {} : { file: relative(process.cwd(), test.file).split(sep).join("/") };
      note({ kind: "passed", title: test.fullTitle(), ...at, milliseconds: test.duration ?? 0 });
    });
    runner.on(events.EVENT_TEST_FAIL, (test) => note({ kind: "failed", title: test.fullTitle() }));
    runner.on(events.EVENT_TEST_PENDING, (test) => note({ kind: "skipped", title: test.fullTitle() }));
    runner.on(events.EVENT_RUN_END, () => note({ kind: "end" }));
  }
}

module.exports = ResultReporter;
