// @ts-check
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkoutFolder } from "./build.mjs";

/**
 * Compiles every TypeScript file of the checkout that a test may load, once for all processes of a run; typescript.cjs loads what lies here.
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
  const { outputFiles } = await build({
    absWorkingDir: checkoutFolder,
    entryPoints: files,
    outbase: ".",
    outdir: folder,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    sourcemap: "external",
    sourcesContent: false,
    // import() would ask for the whole name of a file; require() finds the TypeScript file behind a name without an ending.
    supported: { "dynamic-import": false },
    logLevel: "error",
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  for (const [path, text] of texts) {
    if (path.endsWith(".map")) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text + mapComment(path, texts.get(`${path}.map`) ?? ""));
  }
}

/**
 * The map as part of its file. It is loaded under the source's path, so that the source lies beside it.
 * @param {string} path
 * @param {string} map
 */
function mapComment(path, map) {
  const beside = { ...JSON.parse(map), sources: [basename(path).replace(/\.js$/, ".ts")] };
  const encoded = Buffer.from(JSON.stringify(beside)).toString("base64");
  return `//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}
