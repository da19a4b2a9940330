// @ts-check
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";

const beatSeconds = 5;
/** A holder shows that it lives by touching the file: its process id alone may be somebody else's by now, or of another machine. */
const staleSeconds = 120;

/**
 * Does something while no other process that asks for the same lock does. A lock whose holder is gone is taken over.
 * @template T
 * @param {string} file the lock; its folder is made
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (holder: string) => void, pollMilliseconds?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, options = {}) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (takeAwayIfStale(file)) continue;
    if (!told) options.onWait?.(holderOf(file));
    told = true;
    await new Promise((resolve) => setTimeout(resolve, options.pollMilliseconds ?? 500));
  }
  const beat = setInterval(() => touch(file), beatSeconds * 1000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether it is ours now
 */
function take(file) {
  try {
    // "wx" fails when the file exists: there is no moment between looking and making.
    writeFileSync(file, `${process.pid} ${hostname()}`, { flag: "wx" });
    return true;
  } catch (fault) {
    if (/** @type {NodeJS.ErrnoException} */ (fault).code === "EEXIST") return false;
    throw fault;
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether it was stale, and is gone
 */
function takeAwayIfStale(file) {
  const aside = `${file}.${process.pid}`;
  try {
    const holder = readFileSync(file, "utf8");
    const [pid, host] = holder.split(" ");
    const silentSeconds = (Date.now() - statSync(file).mtimeMs) / 1000;
    const gone = host === hostname() && !isRunning(Number(pid));
    if (!gone && silentSeconds < staleSeconds) return false;
    renameSync(file, aside);
    // Another waiter may have replaced the stale lock by its own between the look and the renaming.
    if (readFileSync(aside, "utf8") === holder) rmSync(aside);
    else renameSync(aside, file);
    return true;
  } catch {
    // Released, or taken away by another waiter, meanwhile.
    return true;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return /** @type {NodeJS.ErrnoException} */ (fault).code === "EPERM";
  }
}

/** @param {string} file */
function holderOf(file) {
  try {
    return `process ${readFileSync(file, "utf8").replace(" ", " on ")}`;
  } catch {
    return "another process";
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Somebody removed it by hand; there is nothing to keep alive.
  }
}
