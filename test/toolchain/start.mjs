// @ts-check
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkoutFolder } from "./build.mjs";
import { runVisibly, stopChildren } from "./child.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { setUp } from "./setup.mjs";

/** Seconds the demo has for cleaning up after Ctrl-C. */
const graceSeconds = 8;

let interrupted = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the demo as well; a script that stops this process alone does not.
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
    const ended = await runVisibly({
      program: process.execPath,
      args: ["--import", tsx, fileURLToPath(new URL("./demo.ts", import.meta.url))],
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
process.exitCode = interrupted ? 130 : exitCode;
