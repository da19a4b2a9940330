// @ts-check
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, checkoutFolder } from "./build.mjs";
import { npmCommand } from "./npm.mjs";

/**
 * Builds and packs the package, and unpacks it again.
 * @param {string} folder is made; what it holds is found by `packedIn`
 * @returns {{ folder: string }}
 */
export function packPackage(folder) {
  mkdirSync(folder, { recursive: true });
  build({ quiet: true });
  const cache = join(folder, "npm-cache");
  const { program, args, shell } = npmCommand([
    "pack",
    "--ignore-scripts",
    "--loglevel=error",
    `--pack-destination=${folder}`,
    `--cache=${cache}`,
  ]);
  execFileSync(program, args, { cwd: checkoutFolder, shell, stdio: ["ignore", "ignore", "inherit"] });
  const { tarball } = packedIn(folder);
  const unpacked = join(folder, "unpacked");
  mkdirSync(unpacked);
  execFileSync(tarProgram(), ["-xzf", tarball, "-C", "unpacked"], { cwd: folder });
  return { folder };
}

/**
 * @param {string} folder that `packPackage` made
 * @returns {{ tarball: string, folder: string }} the .tgz, and a folder with what is in it, laid out as in node_modules
 */
export function packedIn(folder) {
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (file === undefined) throw new Error(`there is no tarball in ${folder}`);
  return { tarball: join(folder, file), folder: join(folder, "unpacked", "package") };
}

/** Windows brings its own tar, which takes drive letters; another one on PATH may not. */
function tarProgram() {
  const root = process.env.SystemRoot;
  return process.platform === "win32" && root !== undefined ? join(root, "System32", "tar.exe") : "tar";
}
