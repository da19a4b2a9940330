// @ts-check
// Preloaded into the processes of test programs, which spend most of their processor time on starting:
// - Modules of Pulumi's SDK are loaded when they are used. They serve tracing, the Automation API and the serializing of closures: this
//   package needs none of them.
// - What was compiled for one process is kept for the next one (compile-cache.cjs).
// - Stack traces are not mapped to the SDK's own TypeScript: it takes one for every call and resource.
// - A program that says `typescript: false` is run without a compiler. The language host that set-up builds is too old to be told so.
// The programs of packaging.engine.ts, which install the SDK, run as a user's do.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const Module = require("node:module");
require("./compile-cache.cjs");

/** Files of the SDK, and what each of them asks for without a need. @type {Readonly<Record<string, RegExp>>} */
const lazy = {
  "codePaths.js": /^(@npmcli\/arborist|fdir|normalize-package-data|upath)$/,
  "typescript-shim.js": /^typescript$/,
  "tracing.js": /^@opentelemetry\/(?!api$)/,
  "manifest.js": /^js-yaml$/,
  "index.js": /^\.\/automation$/,
};

/** The same, where something else is given. @type {Readonly<Record<string, object>>} */
const instead = {
  // The inspector that closures are read by; a closure would start it itself.
  "../../runtime/closure/v8Hooks": { isInitializedAsync: async () => {} },
  "source-map-support/register": {},
};

/** @typedef {(request: string, parent?: { filename?: string | null }, ...rest: unknown[]) => object} Load */

const loader = /** @type {{ _load: Load }} */ (/** @type {unknown} */ (Module));
const load = loader._load;

/** @type {Load} */
loader._load = function (request, parent, ...rest) {
  const file = /[/\\]@pulumi[/\\]pulumi[/\\](?:.*[/\\])?([^/\\]+)$/.exec(parent?.filename ?? "")?.[1];
  if (file === undefined) return load.call(this, request, parent, ...rest);
  const given = instead[request];
  if (given !== undefined) return given;
  if (lazy[file]?.test(request) !== true) return load.call(this, request, parent, ...rest);
  // What is missing is found at once, as without this.
  Module.createRequire(/** @type {string} */ (parent?.filename)).resolve(request);
  /** @type {object | undefined} */
  let loaded;
  const get = () => {
    loaded ??= load.call(this, request, parent, ...rest);
    return loaded;
  };
  return new Proxy(
    {},
    {
      // An import of everything takes an ES module as it is, and copies the members of any other.
      get: (_target, name) => (name === "__esModule" ? true : Reflect.get(get(), name)),
      has: (_target, name) => Reflect.has(get(), name),
    },
  );
};

const at = process.argv.indexOf("--pwd");
if (at > 0 && process.env.PULUMI_NODEJS_TYPESCRIPT === "true") {
  const settings = readFileSync(join(process.argv[at + 1] ?? "", "Pulumi.yaml"), "utf8");
  if (/^ +typescript: false$/m.test(settings)) delete process.env.PULUMI_NODEJS_TYPESCRIPT;
}
