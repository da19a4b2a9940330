// @ts-check
const { basename } = require("node:path");

/**
 * How esbuild compiles a TypeScript file for the tests.
 * @param {string} path
 * @returns {import("esbuild").TransformOptions & { sourcemap: "inline" }}
 */
function compileOptions(path) {
  return {
    loader: "ts",
    format: "cjs",
    platform: "node",
    target: "node20",
    // What is compiled is loaded under the path of its source, which therefore lies beside it.
    sourcefile: basename(path),
    sourcemap: "inline",
    sourcesContent: false,
    // import() would ask for the whole name of a file; require() finds the TypeScript file behind a name without an ending.
    supported: { "dynamic-import": false },
    tsconfigRaw: { compilerOptions: { strict: true } },
    logLevel: "error",
  };
}

module.exports = { compileOptions };
