// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { processesNaming, signalProcess } from "../support/processes.cjs";

/**
 * A temporary folder, and an environment in which everything temporary lands there.
 * @typedef {{ readonly folder: string, readonly environment: NodeJS.ProcessEnv }} RunFolder
 */

/**
 * The one temporary folder of a run.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {RunFolder}
 */
export function makeRunFolder(environment) {
  return furnish(realpathSync(mkdtempSync(join(tmpdir(), "pulumi-windows-ipsec-"))), environment);
}

/**
 * The folder of one test process of a run, so that what it leaves behind can be told from what others still use. What
 * tests prepare for each other is shared by all of the run.
 * @param {RunFolder} run
 * @param {string} name no name may begin with another one
 * @returns {RunFolder}
 */
export function makeProcessFolder(run, name) {
  const folder = join(run.folder, name);
  mkdirSync(folder);
  const shared = join(run.folder, "shared");
  mkdirSync(shared, { recursive: true });
  return furnish(folder, { ...run.environment, PULUMI_WINDOWS_IPSEC_SHARED_FOLDER: shared });
}

/**
 * Removes the folder, and first ends every process that names it; with a clean run there is none.
 * @param {string} folder
 * @returns {string[]} command lines of the processes that had been left
 */
export function removeRunFolder(folder) {
  const left = processesNaming(folder);
  for (const { pid } of left) signalProcess(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return left.map((found) => found.commandLine);
}

/**
 * The same once the processes that were told to end have had some time for it.
 * @param {string} folder
 * @param {number} [graceSeconds]
 * @returns {Promise<string[]>}
 */
export async function removeProcessFolder(folder, graceSeconds = 5) {
  const end = Date.now() + graceSeconds * 1000;
  while (processesNaming(folder).length > 0 && Date.now() < end) await pause(50);
  return removeRunFolder(folder);
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 * @returns {RunFolder}
 */
function furnish(folder, environment) {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const places = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  return { folder, environment: { ...environment, PULUMI_WINDOWS_IPSEC_RUN_FOLDER: folder, ...places } };
}
