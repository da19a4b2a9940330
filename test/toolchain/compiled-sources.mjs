// @ts-check
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "./build.mjs";

/**
 * Compiles every TypeScript file of the checkout that a test may load, for a Node where the compiler of the tests does not run.
 * under-wine.cjs loads what lies here.
 * @param {string} folder receives each file under its own path, with `.js` in the place of `.ts`
 */
export async function compileSources(folder) {
  // Not at the top: this file is loaded before set-up has installed anything.
  const { build } = await import("esbuild");
  const files = ["sdk", "provider", "test", "examples"].flatMap((room) =>
    readdirSync(join(checkoutFolder, room), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules"))
      .map((path) => join(room, path)),
  );
  await build({
    absWorkingDir: checkoutFolder,
    entryPoints: files,
    outbase: ".",
    outdir: folder,
    format: "cjs",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    // import() would ask for the whole name of a file; require() finds the TypeScript file behind a name without an ending.
    supported: { "dynamic-import": false },
    logLevel: "error",
  });
}
