import assert from "node:assert/strict";
import { pause, systemClock } from "../../provider/clock";
import { processesNaming } from "../support/processes";
import { runFolder } from "../support/run-folder";

/** How long processes that were told to end may take for it. */
const graceMilliseconds = 5000;

/** What the runner itself keeps running, such as the compiler behind it: no suite has begun when files are loaded. */
const service = new Set(processesNaming(runFolder()).map(({ pid }) => pid));

const last = describe("after all suites of the lab", function () {
  this.timeout(2 * graceMilliseconds);

  it("no process names the run's folder, in its command line or in its environment", async function () {
    if (process.platform !== "linux") {
      console.log("      skipped: processes are looked up in /proc");
      this.skip();
    }
    const end = systemClock.now() + graceMilliseconds;
    let left = leftovers();
    while (left.length > 0 && systemClock.now() < end) {
      await pause(systemClock, 50);
      left = leftovers();
    }
    assert.deepEqual(left, []);
  });
});

// Files are loaded in the order of their names, and hosts started by later ones would be found: this one runs last.
before(function () {
  const root = this.test?.parent;
  if (root) root.suites = [...root.suites.filter((suite) => suite !== last), last];
});

/** Pid and command line of every process of this run that no runner needs. */
function leftovers(): string[] {
  return processesNaming(runFolder())
    .filter(({ pid }) => !service.has(pid))
    .map(({ pid, commandLine }) => `${pid} ${commandLine}`);
}
