// @ts-check
import { join } from "node:path";
import { checkoutFolder } from "./build.mjs";
import { runVisibly } from "./child.mjs";

const modules = join(checkoutFolder, "node_modules");
const tsc = join(modules, "typescript", "bin", "tsc");

/** What must hold before tests mean anything. A warning of the linter is a failure. */
const checks = [
  {
    name: "lint",
    args: [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."],
  },
  { name: "types of sdk/ and provider/", args: [tsc, "-p", ".", "--noEmit"] },
  { name: "types of test/", args: [tsc, "-p", "test"] },
];

/**
 * Runs every check, whatever the others say.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<readonly string[]>} faults
 */
export async function runChecks(environment) {
  const faults = [];
  for (const check of checks) {
    console.log(`\n${check.name}`);
    const ended = await runVisibly({ program: process.execPath, args: check.args, environment });
    if (!ended.ok) faults.push(`${check.name}: ${ended.how}`);
  }
  return faults;
}
