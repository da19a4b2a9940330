// @ts-check
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkoutFolder } from "./build.mjs";
import { runProgram, stopChildren } from "./child.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { setUp } from "./setup.mjs";

/** Seconds a script has for cleaning up after Ctrl-C. */
const graceSeconds = 8;

/**
 * Sets up, runs a TypeScript file in a temporary folder of its own, and leaves no process and no file, also after Ctrl-C.
 * @param {string} script full path
 * @param {readonly string[]} [args] the script's own arguments
 * @returns {Promise<number>} the exit code
 */
export async function runWithSetUp(script, args = []) {
  let interrupted = false;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the script as well; one that stops this process alone does not.
      interrupted = true;
      stopChildren("SIGINT", graceSeconds);
    });
  }
  let exitCode = 1;
  const run = makeRunFolder(process.env);
  try {
    const { cliFolder } = await setUp();
    if (!interrupted) {
      const tsx = pathToFileURL(join(checkoutFolder, "node_modules", "tsx", "dist", "loader.mjs")).href;
      const ended = await runProgram({
        program: process.execPath,
        args: ["--import", tsx, script, ...args],
        environment: { ...run.environment, PULUMI_CLI_DIR: cliFolder },
      });
      exitCode = ended.ok ? 0 : 1;
    }
  } catch (fault) {
    console.error(`failed: ${fault instanceof Error ? fault.message : fault}`);
  } finally {
    for (const left of removeRunFolder(run.folder)) {
      console.error(`a process was left: ${left}`);
      exitCode = 1;
    }
  }
  return interrupted ? 130 : exitCode;
}
