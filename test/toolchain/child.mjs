// @ts-check
import { spawn } from "node:child_process";
import { checkoutFolder } from "./build.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

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
    running.add(child);
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
      running.delete(child);
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
  for (const child of running) {
    child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), graceSeconds * 1000).unref();
  }
}
