// @ts-check
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkoutFolder } from "./build.mjs";
import { compileSources } from "./compiled-sources.mjs";
import { windowsNode } from "./windows-node.mjs";

const underWine = fileURLToPath(new URL("./under-wine.cjs", import.meta.url));
/** What the tests may be told by whoever starts them. */
const passedOn = ["CI", "RUNS", "PROPERTY_SEED", "POWERSHELL_RECORDINGS"];

/** What a test may take under wine, as a multiple of what it may take elsewhere. */
const slowness = 3;

/**
 * Windows' Node under wine, in a Windows of this run's own. As on the machines of CI services the checkout and what is temporary are on
 * different drives.
 * @typedef {{ runtime: import("./job.mjs").Runtime, stop: () => Promise<void> }} WineRuntime
 */

/**
 * @param {import("./run-folder.mjs").RunFolder} run
 * @returns {Promise<WineRuntime>}
 */
export async function startWine({ folder, environment }) {
  // Not at the top: this file is loaded before set-up has installed anything.
  const { require: load } = await import("tsx/cjs/api");
  /** @type {typeof import("../lab/wine/tools.js")} */
  const { missingWineTools, wineTools } = load("../lab/wine/tools.ts", import.meta.url);
  /** @type {typeof import("../lab/wine/prefix.js")} */
  const { WinePrefix } = load("../lab/wine/prefix.ts", import.meta.url);
  const missing = missingWineTools(["wine", "wineserver"]);
  if (missing.length > 0)
    throw new Error(`Windows' Node needs wine here. Install the packages in brackets: ${missing.join(", ")}`);
  const tools = wineTools(["wine", "wineserver"]);
  const node = await windowsNode(environment);
  const own = join(folder, "wine");
  mkdirSync(own);
  const compiled = join(folder, "compiled");
  const prefix = new WinePrefix(tools, own);
  await Promise.all([prefix.lay(), compileSources(compiled)]);
  const drives = join(own, "prefix", "dosdevices");
  symlinkSync(dirname(checkoutFolder), join(drives, "d:"));
  symlinkSync(folder, join(drives, "t:"));
  await prefix.boot();
  // Node refuses a Windows as old as the one that wine 8 calls itself.
  await prefix.run("winecfg", ["-v", "win10"]);
  const path = windowsPaths(folder);
  const config = join(folder, "mocharc.json");
  const mocharc = JSON.parse(readFileSync(join(checkoutFolder, ".mocharc.json"), "utf8"));
  const timeout = slowness * mocharc.timeout;
  writeFileSync(config, JSON.stringify({ ...mocharc, timeout, require: [path(underWine)] }));
  return {
    runtime: {
      path,
      command: (args, given) => ({
        program: tools.wine,
        args: [path(node), ...args, "--config", path(config)],
        environment: {
          ...prefix.environment,
          ...Object.fromEntries(Object.entries(given).filter(([name]) => passedOn.includes(name))),
          // By this it is known what a test process has started. Another TMPDIR would begin another wineserver, which boots anew.
          TEST_PROCESS_FOLDER: given.TMPDIR,
          // wine takes these names for the Windows variables that it would not take from outside.
          ...{ WINETEMP: path(given.TMPDIR ?? folder), WINETMP: path(given.TMPDIR ?? folder) },
          ...windowsFolders(given, path),
          COMPILED_SOURCES_FOLDER: path(compiled),
        },
      }),
    },
    stop: () => prefix.halt(),
  };
}

/**
 * @param {string} runFolder
 * @returns {(path: string) => string} what a path of this machine is called in the Windows of the run
 */
export function windowsPaths(runFolder) {
  const checkout = dirname(join(checkoutFolder, "package.json"));
  const drives = [
    { folder: runFolder, name: "T:" },
    { folder: checkout, name: `D:/${basename(checkout)}` },
  ];
  return (path) => {
    const drive = drives.find(({ folder }) => path === folder || path.startsWith(`${folder}/`));
    const whole = drive === undefined ? `Z:${path}` : `${drive.name}${path.slice(drive.folder.length)}`;
    return whole.replaceAll("/", "\\");
  };
}

/**
 * @param {NodeJS.ProcessEnv} given
 * @param {(path: string) => string} path
 */
function windowsFolders(given, path) {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      /^PULUMI_WINDOWS_IPSEC_\w+_FOLDER$/.test(name) && value !== undefined ? [[name, path(value)]] : [],
    ),
  );
}
