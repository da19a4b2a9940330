// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "./build.mjs";
import { runProgram } from "./child.mjs";

const modules = join(checkoutFolder, "node_modules");
const tsc = join(modules, "typescript", "bin", "tsc");

/**
 * @typedef {{ readonly name: string, readonly args: readonly string[] }} Check
 */

/** What holds of the sources beside the tests. A warning of the linter is a failure. @type {readonly Check[]} */
export const checks = [
  { name: "types of test/", args: [tsc, "-p", "test"] },
  { name: "types of sdk/ and provider/", args: [tsc, "-p", ".", "--noEmit"] },
  {
    name: "lint",
    args: [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."],
  },
];

/**
 * Runs a check, and prints what it said once it is over.
 * @param {Check} check
 * @param {import("./run-folder.mjs").RunFolder} run
 * @returns {Promise<readonly import("./failures.mjs").Failure[]>}
 */
export async function runCheck({ name, args }, { folder, environment }) {
  const outputFile = join(folder, `output of ${name.replaceAll("/", "")}`);
  const ended = await runProgram({ program: process.execPath, args, environment, outputFile });
  console.log(`\n${name}: ${ended.how}`);
  const output = readFileSync(outputFile, "utf8").trim();
  console.log(output);
  return ended.ok ? [] : [{ title: `${name}: ${ended.how}`, lines: output.split("\n") }];
}
