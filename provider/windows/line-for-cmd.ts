import type { Shell } from "../hosts/host";
import { type Command, type LastCommand, systemDrive, tellingExitCodeOf } from "./command-line";

/*
 * Tried on wine's cmd, and by the rules of Windows' own:
 *
 * - `&&` and `||` are of no use (wine runs both sides), nor is an `else` (wine does not take one in a line with more commands): three
 *   conditions in a row say the same. `if errorlevel 1` is true from 1 on, and codes of 32 bits are negative.
 * - `%errorlevel%` is expanded before the line runs, and may be a variable that somebody has set.
 * - A caret in each mark, which cmd takes away, keeps an echo of the line from holding one.
 * - A program is named by its full path, so that neither the current folder, nor PATH, nor an alias decides. The path is not quoted: a
 *   line whose first word is in quotes is taken apart by cmd in another way, and fails on wine. Nobody installs Windows in a folder with a blank.
 * - A 32-bit cmd on a 64-bit Windows sees SysWOW64 under the name of System32; Sysnative leads out. The shell probe tells which one it is,
 *   since variables are expanded before anything of the line could look.
 */

/** The framed line for cmd. */
export function lineForCmd(
  commands: readonly Command[],
  last: LastCommand | undefined,
  nonce: string,
  shell: Exclude<Shell, "powershell">,
): string {
  const folder = shell === "cmd32" ? "%SystemRoot%\\Sysnative" : "%SystemRoot%\\System32";
  const program = (command: Command) =>
    command.replace(/^[\w-]+/, (name) => `${folder}\\${name}.exe`).replace(systemDrive, "%SystemDrive%");
  const framed = commands.flatMap((command, at) => {
    const mark = `${nonce}^.${at}`;
    const isGuard = last?.onlyIfSucceeded === true && at === commands.length - 1;
    // No blank before `&`: it would be printed.
    const then = isGuard ? `(echo ${mark}y& ${program(last.command)})` : `echo ${mark}y`;
    return [
      program(command),
      ...failures(mark, tellingExitCodeOf(command)),
      `(if not errorlevel 0 echo ${mark}n)`,
      `(if not errorlevel 1 if errorlevel 0 ${then})`,
    ];
  });
  const end = last === undefined || last.onlyIfSucceeded ? [] : [program(last.command)];
  return `echo ${nonce}^.begin& ${[...framed, ...end].join(" & ")}`;
}

/** Of codes from 1 on cmd tells only whether one is reached. */
function failures(mark: string, telling: number | undefined): string[] {
  if (telling === undefined) return [`(if errorlevel 1 echo ${mark}n)`];
  return [
    `(if errorlevel ${telling + 1} echo ${mark}n)`,
    `(if errorlevel ${telling} if not errorlevel ${telling + 1} echo ${mark}.${telling})`,
    `(if errorlevel 1 if not errorlevel ${telling} echo ${mark}n)`,
  ];
}
