// @ts-check
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { checkoutFolder } from "./build.mjs";
import { cacheFolder } from "./cache-folder.mjs";
import { refuseIfStopped } from "./child.mjs";
import { downloadCli } from "./cli-download.mjs";
import { buildCli } from "./cli-from-go.mjs";
import { cliVersion, executable, usableCli } from "./cli-version.mjs";
import { withProgress } from "./progress.mjs";

/**
 * Finds a folder with a usable Pulumi CLI: named by PULUMI_CLI_DIR or on PATH, else in the cache, which is filled from the
 * official download or else built from Go modules. Rejects, naming every reason, if none is to be had. Call it under the set-up's lock.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<string>} the folder
 */
export async function findPulumiCli(environment = process.env) {
  const installed = [environment.PULUMI_CLI_DIR ?? "", ...(environment.PATH ?? "").split(delimiter)];
  for (const folder of installed.filter((entry) => entry !== "")) {
    const version = await usableCli(resolve(folder), environment);
    if (version === undefined) continue;
    console.log(`set-up: Pulumi CLI ${version} from ${resolve(folder)}`);
    return resolve(folder);
  }
  const store = join(cacheFolder(environment), "pulumi-cli");
  const kept = join(store, `v${cliVersion}-${process.platform}-${process.arch}`);
  const source =
    (await usableCli(kept, environment)) === undefined ? await fill(store, kept, environment) : "";
  console.log(`set-up: Pulumi CLI v${cliVersion} from ${kept}${source}`);
  return kept;
}

/**
 * @param {string} store
 * @param {string} kept
 * @param {NodeJS.ProcessEnv} environment
 */
async function fill(store, kept, environment) {
  mkdirSync(store, { recursive: true });
  for (const entry of readdirSync(store)) if (entry.startsWith("filling-")) removeFolder(join(store, entry));
  const work = join(store, `filling-${process.pid}`);
  /** @type {string[]} */
  const reasons = [];
  const ways = [
    { name: "downloaded", what: "downloading the Pulumi CLI", get: downloadCli },
    { name: "built", what: "building the Pulumi CLI from Go modules", get: buildCli },
  ];
  for (const way of ways) {
    refuseIfStopped();
    const files = join(work, "cli");
    mkdirSync(files, { recursive: true });
    try {
      await withProgress(way.what, (report) => way.get({ folder: files, work, environment, report }));
      addDynamicProvider(files);
      if ((await usableCli(files, environment)) === undefined)
        throw new Error("what it gave is no usable Pulumi CLI");
      removeFolder(kept);
      renameSync(files, kept);
      return `, newly ${way.name}`;
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      reasons.push(`${way.what}: ${reason}`);
      console.log(`set-up: ${way.what} did not work: ${reason}`);
    } finally {
      removeFolder(work);
    }
  }
  throw new Error(
    `no Pulumi CLI is to be had. Install one (3.216 or newer, with its language host) and put it on PATH.\n${reasons.join("\n")}`,
  );
}

/**
 * A release has it beside the CLI; found anywhere else the CLI warns at every run.
 * @param {string} folder
 */
function addDynamicProvider(folder) {
  const name = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  if (existsSync(join(folder, name))) return;
  copyFileSync(join(checkoutFolder, "node_modules", "@pulumi", "pulumi", name), join(folder, name));
  chmodSync(join(folder, name), 0o755);
  chmodSync(join(folder, executable("pulumi")), 0o755);
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
