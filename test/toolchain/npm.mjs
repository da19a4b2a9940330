// @ts-check
import { basename } from "node:path";

/**
 * How to start npm: under an npm script by the very npm that runs it, elsewhere by name.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {{ program: string, args: string[], shell: boolean }}
 */
export function npmCommand(args, environment = process.env) {
  const running = environment.npm_execpath;
  if (running !== undefined && basename(running) === "npm-cli.js")
    return { program: process.execPath, args: [running, ...args], shell: false };
  // On Windows npm is a script file, which only a shell starts; the arguments are this project's own.
  return { program: "npm", args: [...args], shell: process.platform === "win32" };
}
