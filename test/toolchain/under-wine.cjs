// @ts-check
const { readFileSync } = require("node:fs");
const { Socket } = require("node:net");
const { join, relative, resolve } = require("node:path");

/*
 * Loaded into a test process under wine before all else. The compiler of the tests does not run there: this takes for a TypeScript file
 * of the checkout what compileSources made of it, in the folder that COMPILED_SOURCES_FOLDER names. Each file keeps its path, and thus
 * what it finds beside it.
 */
const folder = process.env.COMPILED_SOURCES_FOLDER;
if (folder === undefined) throw new Error("COMPILED_SOURCES_FOLDER names no folder");
const checkout = resolve(__dirname, "..", "..");

/** @param {NodeJS.Module & { _compile?: (text: string, path: string) => void }} module @param {string} path */
require.extensions[".ts"] = (module, path) => {
  const compiled = join(folder, relative(checkout, path).replace(/\.ts$/, ".js"));
  module._compile?.(readFileSync(compiled, "utf8"), path);
};

// Node's fetch asks for keep-alive while its socket connects, at which wine 8 gives up ("connect UNKNOWN"); Windows does not.
const { setKeepAlive } = Socket.prototype;
/** @param {boolean} [enable] @param {number} [initialDelay] */
Socket.prototype.setKeepAlive = function (enable, initialDelay) {
  if (!this.connecting) return setKeepAlive.call(this, enable, initialDelay);
  return this.once("connect", () => setKeepAlive.call(this, enable, initialDelay));
};
