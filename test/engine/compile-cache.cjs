// @ts-check
// Keeps what V8 compiled in the folder that COMPILE_CACHE names, a file for each program: Node can do so itself from version 22 on.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, sep } = require("node:path");
const Module = require("node:module");
const { setFlagsFromString } = require("node:v8");
const { constants, Script } = require("node:vm");

/** What Node's own loader has, and its types do not tell. */
const internals = /** @type {any} */ (Module);

/** @param {string | Buffer} content */
const hashOf = (content) => createHash("sha1").update(content).digest("base64url");

/**
 * The lengths of all pieces by the hash of their sources as one line of JSON, then the pieces.
 * @param {string} file
 * @returns {Map<string, Buffer>}
 */
function readCache(file) {
  /** @type {Map<string, Buffer>} */
  const pieces = new Map();
  try {
    const all = readFileSync(file);
    let at = all.indexOf("\n") + 1;
    for (const [hash, length] of JSON.parse(all.toString("latin1", 0, at))) {
      pieces.set(hash, all.subarray(at, at + length));
      at += length;
    }
  } catch {
    // The first process of its kind.
  }
  return pieces;
}

/**
 * Another process may do the same at this moment: each puts a whole file in place.
 * @param {string} file
 * @param {ReadonlyMap<string, import("node:vm").Script>} scripts
 */
function writeCache(file, scripts) {
  const pieces = [...scripts].map(
    ([hash, script]) => /** @type {const} */ ([hash, script.createCachedData()]),
  );
  const head = `${JSON.stringify(pieces.map(([hash, data]) => [hash, data.length]))}\n`;
  const own = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(own, Buffer.concat([Buffer.from(head, "latin1"), ...pieces.map(([, data]) => data)]));
  renameSync(own, file);
}

/** @param {string} file */
function keepCompiled(file) {
  // The SDK sets it later, and V8 takes nothing that was compiled under other flags.
  setFlagsFromString("--allow-natives-syntax");
  const known = readCache(file);
  /** @type {Map<string, import("node:vm").Script>} */
  const compiled = new Map();
  /** @param {string} content @param {string} filename */
  internals.prototype._compile = function (content, filename) {
    const hash = hashOf(content);
    const script = new Script(internals.wrap(content), {
      filename,
      cachedData: known.get(hash),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    // A test's own program is another one each time.
    if (filename.includes(`${sep}node_modules${sep}`)) compiled.set(hash, script);
    const require = Object.assign((/** @type {string} */ id) => this.require(id), {
      resolve: Object.assign(
        (/** @type {string} */ request, /** @type {object} */ options) =>
          internals._resolveFilename(request, this, false, options),
        { paths: (/** @type {string} */ request) => internals._resolveLookupPaths(request, this) },
      ),
      main: process.mainModule,
      extensions: internals._extensions,
      cache: internals._cache,
    });
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, require, this, filename, dirname(filename));
  };
  if (known.size > 0) return;
  // As late as possible: functions are compiled when they are called first.
  process.on("exit", () => writeCache(file, compiled));
}

const folder = process.env.COMPILE_CACHE;
const program = process.argv[1];
if (folder !== undefined && program !== undefined)
  keepCompiled(join(folder, hashOf(program + process.version)));
