// @ts-check
import { spawn } from "node:child_process";
import { checkoutFolder } from "./build.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let stopped = false;

/**
 * Keeps a child among those that stopChildren stops, until it ends.
 * @param {import("node:child_process").ChildProcess} child
 */
export function track(child) {
  running.add(child);
  child.on("close", () => running.delete(child));
}

/** Throws once stopChildren was called: nothing new is begun then. */
export function refuseIfStopped() {
  if (stopped) throw new Error("interrupted");
}

/**
 * Runs a program of this checkout with its output on the screen; resolves however it ends.
 * @param {{ program: string, args: readonly string[], environment?: NodeJS.ProcessEnv, limitSeconds?: number }} command
 * @returns {Promise<{ ok: boolean, how: string }>} how it ended, as a verb phrase
 */
export function runVisibly(command) {
  return new Promise((resolve) => {
    const child = spawn(command.program, [...command.args], {
      cwd: checkoutFolder,
      env: command.environment ?? process.env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    track(child);
    let timedOut = false;
    const limit =
      command.limitSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, command.limitSeconds * 1000);
    /** @param {{ ok: boolean, how: string }} ended */
    const end = (ended) => {
      clearTimeout(limit);
      resolve(ended);
    };
    child.on("error", (fault) => end({ ok: false, how: `could not be started: ${fault.message}` }));
    child.on("close", (exitCode, signal) => {
      if (timedOut) end({ ok: false, how: `was ended after ${command.limitSeconds} s` });
      else if (exitCode === null) end({ ok: false, how: `was ended by ${signal}` });
      else end({ ok: exitCode === 0, how: `ended with exit code ${exitCode}` });
    });
  });
}

/**
 * Passes a signal on to what runs now; after the grace time it is killed.
 * @param {NodeJS.Signals} signal
 * @param {number} graceSeconds
 */
export function stopChildren(signal, graceSeconds) {
  stopped = true;
  for (const child of running) {
    child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), graceSeconds * 1000).unref();
  }
}
