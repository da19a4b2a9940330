// @ts-check

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this checkout. */
export const checkoutFolder = fileURLToPath(new URL("../..", import.meta.url));

const stamp = join(checkoutFolder, "dist", ".built-from");

/**
 * Compiles sdk/ and provider/ to dist/, unless dist/ was made from the very same sources. Throws when they do not compile.
 * @param {{ quiet?: boolean }} [options]
 */
export function build(options = {}) {
  const sources = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  if (options.quiet !== true) console.log("build: compiling sdk/ and provider/ to dist/");
  // Leftovers of deleted sources would be packed.
  rmSync(join(checkoutFolder, "dist"), { recursive: true, force: true });
  const tsc = join(checkoutFolder, "node_modules", "typescript", "bin", "tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", "."], { cwd: checkoutFolder, stdio: "inherit" });
  } catch {
    throw new Error("sdk/ and provider/ do not compile");
  }
  writeFileSync(stamp, sources);
}

/** @returns {string} a hash over everything that dist/ is made from */
function fingerprint() {
  const hash = createHash("sha256");
  const files = ["tsconfig.json", "package.json", "package-lock.json"];
  for (const folder of ["sdk", "provider"]) {
    const entries = readdirSync(join(checkoutFolder, folder), { recursive: true, encoding: "utf8" });
    files.push(...entries.filter((entry) => entry.endsWith(".ts")).map((entry) => join(folder, entry)));
  }
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(checkoutFolder, file)));
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    build({ quiet: process.argv.includes("--quiet") });
  } catch (fault) {
    console.error(`build: ${fault instanceof Error ? fault.message : fault}`);
    process.exitCode = 1;
  }
}
