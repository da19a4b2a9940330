import { failed, type ProgramResult, succeeded } from "./machine";

/** What bash makes of the shell probe; of anything else this one makes nothing. */
export function runBash(command: string): ProgramResult {
  if (!command.startsWith("echo ")) return failed(1, "This simulated shell knows echo only.");
  return succeeded(`${command.slice(5).replace("$PSHOME", "")}\r\n`);
}
