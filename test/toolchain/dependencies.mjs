// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "./build.mjs";
import { cacheFolder } from "./cache-folder.mjs";
import { npmCommand } from "./npm.mjs";
import { runQuietly, withProgress } from "./progress.mjs";

const stamp = join(checkoutFolder, "node_modules", ".installed-from");

/**
 * Installs the npm dependencies, unless node_modules came from this very lockfile on this kind of machine.
 * @param {NodeJS.ProcessEnv} [environment]
 */
export async function installDependencies(environment = process.env) {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const npmCache = join(cacheFolder(environment), "npm");
  // No package needs its install script here, and some of them build things below the user's home.
  await withProgress("installing the npm dependencies", async (report) => {
    await runQuietly(
      {
        ...npmCommand(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http"], environment),
        folder: checkoutFolder,
        environment: { ...environment, npm_config_cache: npmCache, npm_config_update_notifier: "false" },
      },
      report,
    );
  });
  rmSync(npmCache, { recursive: true, force: true });
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const hash = createHash("sha256");
  hash.update(`${process.platform}-${process.arch}\0`);
  hash.update(readFileSync(join(checkoutFolder, "package-lock.json")));
  return hash.digest("hex");
}

/** Notes that node_modules, as it is, belongs to package-lock.json: for after an `npm install` by hand. */
export function noteDependencies() {
  writeFileSync(stamp, fingerprint());
}
