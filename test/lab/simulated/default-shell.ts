import { quotedForRuntime, splitArguments } from "./arguments";
import { runBash } from "./bash-shell";
import type { Interpreter } from "./machine";
import { runPowerShell } from "./powershell-shell";
import type { SimulatedWindows } from "./simulated-windows";

/** The shells that sshd can hand a command to; bash answers the shell probe only. */
export type DefaultShell = "cmd" | "powershell" | "pwsh" | "bash";

/** The releases of OpenSSH for Windows that differ in how they do it. */
export type OpensshVersion = "8.1" | "7.7";

/** How a command that came over SSH becomes a process of the default shell. */
export function interpreterOf(
  windows: SimulatedWindows,
  shell: DefaultShell,
  openssh: OpensshVersion,
): Interpreter {
  switch (shell) {
    case "cmd":
      return (command) => windows.execute(openssh === "7.7" ? withStrayQuote(command) : command);
    case "bash":
      return async (command) => runBash(command);
    default:
      return (command) => runPowerShell(windows, shell, textAfterC(`${shell}.exe`, openssh, command));
  }
}

/** OpenSSH 7.7 leaves a quote behind a command that calls cmd itself (Win32-OpenSSH issue 1273). */
function withStrayQuote(command: string): string {
  return /^cmd(?:\.exe)? \/c /i.test(command) ? `${command}"` : command;
}

/**
 * What PowerShell finds behind `-c`: it joins the words that the C run-time makes of the command line. OpenSSH 7.7 put
 * quotes around the command and escaped none inside it (openssh-portable, win32compat; Win32-OpenSSH issue 1082).
 */
function textAfterC(program: string, openssh: OpensshVersion, command: string): string {
  const last = openssh === "7.7" ? `"${command}"` : quotedForRuntime(command);
  const [, , ...words] = splitArguments(`${program} -c ${last}`);
  return words.join(" ");
}
