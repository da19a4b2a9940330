// @ts-check
import { fileURLToPath } from "node:url";
import { runWithSetUp } from "./run-with-set-up.mjs";

/** `npm run bench`: many-hosts; `npm run bench -- do-nothing [COUNT]`: settings beside dynamic resources that do nothing. */
const [name = "many-hosts", ...args] = process.argv.slice(2);
const script = fileURLToPath(new URL(`../bench/${name}.ts`, import.meta.url));
process.exitCode = await runWithSetUp(script, args);
