// @ts-check
import { createRequire } from "node:module";
import { installDependencies } from "./dependencies.mjs";

/*
 * `npm run lab [n]`: starts n simulated Windows hosts (one by default) to play with, and prints how to reach them.
 * They live in this process: Ctrl-C ends it, and nothing is left.
 */
try {
  await installDependencies(process.env);
  const { register } = await import("tsx/cjs/api");
  register();
  const { runLab } = createRequire(import.meta.url)("../lab/lab-main.ts");
  await runLab(process.argv[2] ?? "1");
} catch (fault) {
  console.error(`lab: ${fault instanceof Error ? fault.message : fault}`);
  process.exitCode = 1;
}
