// @ts-check
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { cacheFolder } from "./cache-folder.mjs";
import { isAtLeast } from "./cli-version.mjs";
import { installDependencies } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { findPulumiCli } from "./pulumi-cli.mjs";

/**
 * Makes everything ready that tests and demo need: npm dependencies, dist/, the Pulumi CLI. What already exists is left alone.
 * Outside node_modules and dist only the one cache folder is written.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<{ cliFolder: string }>}
 */
export async function setUp(environment = process.env) {
  if (!isAtLeast(process.version, "20.19.0"))
    throw new Error(`Node ${process.version} is too old: 20.19 or newer is needed`);
  const cache = cacheFolder(environment);
  console.log(`set-up: the cache folder is ${cache}`);
  return withLock(
    join(cache, "set-up.lock"),
    async () => {
      await installDependencies(environment);
      build();
      return { cliFolder: await findPulumiCli(environment) };
    },
    { onWait: (holder) => console.log(`set-up: waiting for another set-up (${holder})`) },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp();
  } catch (fault) {
    console.error(`set-up failed: ${fault instanceof Error ? fault.message : fault}`);
    process.exitCode = 1;
  }
}
