// @ts-check
const { Socket } = require("node:net");
require("./typescript.cjs");

/*
 * Loaded into a test process under wine before all else.
 */

// Node's fetch asks for keep-alive while its socket connects, at which wine 8 gives up ("connect UNKNOWN"); Windows does not.
const { setKeepAlive } = Socket.prototype;
/** @param {boolean} [enable] @param {number} [initialDelay] */
Socket.prototype.setKeepAlive = function (enable, initialDelay) {
  if (!this.connecting) return setKeepAlive.call(this, enable, initialDelay);
  return this.once("connect", () => setKeepAlive.call(this, enable, initialDelay));
};
