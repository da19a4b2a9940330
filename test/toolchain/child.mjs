// @ts-check
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
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
 * @typedef {object} Command
 * @property {string} program
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {number} [limitSeconds] after which it is killed
 * @property {string} [outputFile] takes both output streams; they go to the screen without it
 */

/**
 * Runs a program of this checkout; resolves however it ends.
 * The output of a program that runs beside others goes to a file and not through a pipe: a process that it left behind would hold a pipe open.
 * @param {Command} command
 * @returns {Promise<{ ok: boolean, how: string }>} how it ended, as a verb phrase
 */
export function runProgram(command) {
  return new Promise((resolve) => {
    const output = command.outputFile === undefined ? undefined : openSync(command.outputFile, "a");
    const child = spawn(command.program, [...command.args], {
      cwd: checkoutFolder,
      env: command.environment ?? process.env,
      stdio: ["ignore", output ?? "inherit", output ?? "inherit"],
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
      if (output !== undefined) closeSync(output);
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
