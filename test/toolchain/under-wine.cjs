// @ts-check
const { Socket } = require("node:net");

// Loaded into a test process under wine before all else. The compiler of the tests does not run there.
if (process.env.COMPILED_SOURCES_FOLDER === undefined)
  throw new Error("COMPILED_SOURCES_FOLDER names no folder");
require("./typescript.cjs");
// For what is loaded after it.
process.env.UNDER_WINE = "true";

// Node's fetch asks for keep-alive while its socket connects, at which wine 8 gives up ("connect UNKNOWN"); Windows does not.
const { setKeepAlive } = Socket.prototype;
/** @param {boolean} [enable] @param {number} [initialDelay] */
Socket.prototype.setKeepAlive = function (enable, initialDelay) {
  if (!this.connecting) return setKeepAlive.call(this, enable, initialDelay);
  return this.once("connect", () => setKeepAlive.call(this, enable, initialDelay));
};
