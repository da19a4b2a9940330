// @ts-check
import { fileURLToPath } from "node:url";
import { runWithSetUp } from "./run-with-set-up.mjs";

process.exitCode = await runWithSetUp(fileURLToPath(new URL("./demo.ts", import.meta.url)));
