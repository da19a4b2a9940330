// @ts-check
import { spawn } from "node:child_process";
import { refuseIfStopped, track } from "./child.mjs";

/** Seconds between two signs of life of a long step. */
const intervalSeconds = 10;

/**
 * Does something that may take long, and says what it is, how long it has been going on, and how it ended.
 * @template T
 * @param {string} what "building the Pulumi CLI"
 * @param {(report: (detail: string) => void) => Promise<T>} work reports what it is at
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let detail = "";
  console.log(`set-up: ${what}`);
  const timer = setInterval(() => {
    console.log(`set-up: ${what}, ${seconds()} s${detail === "" ? "" : `: ${detail}`}`);
  }, intervalSeconds * 1000);
  try {
    const result = await work((text) => {
      detail = text;
    });
    console.log(`set-up: ${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program with its output kept back; rejects with the end of that output unless it exits with 0.
 * @param {{ program: string, args: readonly string[], folder: string, environment?: NodeJS.ProcessEnv, shell?: boolean }} command
 * @param {(line: string) => void} [onLine] sees each line, shortened
 * @returns {Promise<string>} standard output
 */
export function runQuietly(command, onLine = () => {}) {
  return new Promise((resolve, reject) => {
    refuseIfStopped();
    const child = spawn(command.program, [...command.args], {
      cwd: command.folder,
      env: command.environment ?? process.env,
      shell: command.shell ?? false,
      stdio: ["ignore", "pipe", "pipe"],
    });
    track(child);
    let output = "";
    let all = "";
    /** @param {string} text */
    const note = (text) => {
      all += text;
      const line = text.trimEnd().split("\n").at(-1)?.trim() ?? "";
      if (line !== "") onLine(withoutAddresses(line).slice(0, 100));
    };
    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
      note(text);
    });
    child.stderr.setEncoding("utf8").on("data", note);
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      if (exitCode === 0) resolve(output);
      else {
        const words = [command.program, ...command.args].join(" ");
        reject(new Error(`${words} ended with ${exitCode ?? signal}:\n${withoutAddresses(shortened(all))}`));
      }
    });
  });
}

/**
 * The reason of a failure stands near the beginning or at the end.
 * @param {string} text
 */
function shortened(text) {
  const most = 4000;
  return text.length <= 2 * most ? text : `${text.slice(0, most)}\n[…]\n${text.slice(-most)}`;
}

/**
 * Addresses of registries and proxies may hold credentials.
 * @param {string} text
 */
export function withoutAddresses(text) {
  return text.replace(/\bhttps?:\/\/[^/\s"']+/g, "[address]");
}
