import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { newFolder } from "../support/run-folder";

/** The folder of this checkout. */
export const checkoutFolder = resolve(__dirname, "..", "..");

/** The package as users get it. */
export interface PackedPackage {
  readonly name: string;
  /** The .tgz that `npm pack` made. */
  readonly tarball: string;
  /** A folder with what is in it, laid out as in node_modules. */
  readonly folder: string;
}

let packed: PackedPackage | undefined;

/** Builds, packs and unpacks the package, once a process. */
export function packedPackage(): PackedPackage {
  packed ??= pack();
  return packed;
}

function pack(): PackedPackage {
  const work = newFolder("packed");
  execFileSync(process.execPath, [join(checkoutFolder, "test/toolchain/build.mjs"), "--quiet"], {
    cwd: checkoutFolder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  runNpm(["pack", "--ignore-scripts", "--loglevel=error", `--pack-destination=${work}`], checkoutFolder);
  const file = readdirSync(work).find((name) => name.endsWith(".tgz"));
  if (file === undefined) throw new Error("npm pack left no tarball");
  const tarball = join(work, file);
  const unpacked = join(work, "unpacked");
  mkdirSync(unpacked);
  execFileSync(tarProgram(), ["-xzf", file, "-C", "unpacked"], { cwd: work });
  const folder = join(unpacked, "package");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string };
  return { name: manifest.name, tarball, folder };
}

/** Runs npm with a cache inside the run's folder and returns what it printed; throws with its messages if it fails. */
export function runNpm(args: readonly string[], folder: string, environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync("npm", [...args], {
    cwd: folder,
    encoding: "utf8",
    // npm is a script file on Windows, which only a shell can start; the arguments are our own.
    shell: process.platform === "win32",
    env: {
      ...process.env,
      npm_config_cache: npmCache(),
      npm_config_update_notifier: "false",
      ...environment,
    },
  });
}

let cacheFolder: string | undefined;

function npmCache(): string {
  cacheFolder ??= newFolder("npm-cache");
  return cacheFolder;
}

/** Windows brings its own tar, which takes drive letters; another one on PATH may not. */
function tarProgram(): string {
  const root = process.env.SystemRoot;
  return process.platform === "win32" && root !== undefined ? join(root, "System32", "tar.exe") : "tar";
}
