// @ts-check
const { existsSync, readFileSync } = require("node:fs");
const { join, relative, resolve } = require("node:path");
const { compileOptions } = require("./compile-options.cjs");

/*
 * Loaded into a test process before all else, so that it takes TypeScript. Where COMPILED_SOURCES_FOLDER is set, it names what
 * compileSources made of every file of the checkout: each file keeps its path, and thus what it finds beside it. Without it, in a process
 * that was started by hand, each file is compiled when it is loaded.
 */
const folder = process.env.COMPILED_SOURCES_FOLDER;
// Coverage is measured in this process, which has read that by now; what it starts would only record for nothing.
delete process.env.NODE_V8_COVERAGE;
const checkout = resolve(__dirname, "..", "..");

// @ts-expect-error: it comes without types.
if (folder === undefined) require("tsx/cjs");
else {
  process.setSourceMapsEnabled(true);
  /** @param {NodeJS.Module & { _compile?: (text: string, path: string) => void }} module @param {string} path */
  require.extensions[".ts"] = (module, path) => {
    const compiled = join(folder, relative(checkout, path).replace(/\.ts$/, ".js"));
    module._compile?.(existsSync(compiled) ? readFileSync(compiled, "utf8") : compile(path), path);
  };
}

/** What a test has written itself. @param {string} path */
function compile(path) {
  /** @type {typeof import("esbuild")} */
  const { transformSync } = require("esbuild");
  return transformSync(readFileSync(path, "utf8"), compileOptions(path)).code;
}
