// @ts-check
// CommonJS, because the scripts that run before anything is compiled need it as well as the tests.
const { readdirSync, readFileSync } = require("node:fs");

/**
 * A process of this machine, found by what it was started with.
 * @typedef {{ readonly pid: number, readonly commandLine: string }} FoundProcess
 */

/**
 * Every process, except this one, whose command line or environment at its start holds `text`.
 * Reads /proc, so it finds something on Linux only; elsewhere the list is empty.
 * @param {string} text
 * @returns {FoundProcess[]}
 */
function processesNaming(text) {
  if (process.platform !== "linux") return [];
  /** @type {FoundProcess[]} */
  const found = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const commandLine = readOrEmpty(`/proc/${entry}/cmdline`);
    if (!commandLine.includes(text) && !readOrEmpty(`/proc/${entry}/environ`).includes(text)) continue;
    if (/^State:\s+Z/m.test(readOrEmpty(`/proc/${entry}/status`))) continue;
    found.push({ pid, commandLine: commandLine.replaceAll("\0", " ").trim() });
  }
  return found;
}

/**
 * Sends a signal to one process; a process that is gone already is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (fault) {
    if (/** @type {NodeJS.ErrnoException} */ (fault).code !== "ESRCH") throw fault;
  }
}

/**
 * Processes end, and files vanish, between listing and reading.
 * @param {string} path
 */
function readOrEmpty(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

exports.processesNaming = processesNaming;
exports.signalProcess = signalProcess;
