// @ts-check
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkoutFolder } from "./build.mjs";
import { compileOptions } from "./compile-options.cjs";

/**
 * Compiles every TypeScript file of the checkout that a test may load, once for all processes of a run; typescript.cjs loads what lies here.
 * @param {string} folder receives each file under its own path, with `.js` in the place of `.ts`
 */
export async function compileSources(folder) {
  // Not at the top: this file is loaded before set-up has installed anything.
  const { transform } = await import("esbuild");
  const files = ["sdk", "provider", "test", "examples"].flatMap((room) =>
    readdirSync(join(checkoutFolder, room), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules"))
      .map((path) => join(room, path)),
  );
  const compile = async (/** @type {string} */ path) => {
    const { code } = await transform(readFileSync(join(checkoutFolder, path), "utf8"), compileOptions(path));
    const compiled = join(folder, path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, code);
  };
  await Promise.all(files.map(compile));
}
