// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesNaming, signalProcess } from "../support/processes.cjs";

/**
 * The one temporary folder of a run, and an environment in which everything temporary lands there.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ folder: string, environment: NodeJS.ProcessEnv }}
 */
export function makeRunFolder(environment) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-windows-ipsec-")));
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  return {
    folder,
    environment: {
      ...environment,
      PULUMI_WINDOWS_IPSEC_RUN_FOLDER: folder,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
    },
  };
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
