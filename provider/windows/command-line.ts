import { InvalidInputError } from "../errors";
import type { ShellCommand } from "../hosts/host";

/**
 * Whether a text may stand between double quotes in a command line and reach the program as it is: printable ASCII
 * without the characters that cmd, PowerShell, bash or the C run-time treat specially even there
 * (`"`, `%`, backtick, `$`, `!`, and a backslash at the end, which would escape the closing quote).
 */
export function isQuotable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !/["%`$!]/.test(text) && !text.endsWith("\\");
}

/**
 * A text as one argument of a command line. This is the only way for any text into a command; whatever is not on
 * the allow-list of `isQuotable` is refused with InvalidInputError, which does not repeat it.
 */
export function quoted(text: string): string {
  if (!isQuotable(text)) {
    throw new InvalidInputError({
      operation: "put text into a command line",
      problem: "it contains a character that cannot be passed safely to the host's shell",
      hint: 'Only printable ASCII without ", %, `, $, ! and without a backslash at the end is passed on.',
    });
  }
  return `"${text}"`;
}

/** One command line that runs the commands one after another, whatever the exit code of each; the last one's is reported. */
export function oneLine(commands: readonly string[]): ShellCommand {
  return (shell) => (shell === "cmd" ? commands.join(" & ") : inPowerShell(commands.join("; ")));
}

/** One command line that runs the second command only if the first ended with 0; the exit code is that of the last one that ran. */
export function ifSucceeded(first: string, second: string): ShellCommand {
  return (shell) =>
    shell === "cmd"
      ? `${first} && ${second}`
      : inPowerShell(`${first}; if ($LASTEXITCODE -eq 0) { ${second} }`);
}

/**
 * The same commands for PowerShell. Single quotes, in which nothing is expanded, replace the double ones: the sshd of
 * Windows Server 2019 (OpenSSH 7.7) loses those on the way. Without the `exit`, PowerShell makes 1 of every exit code but 0.
 */
function inPowerShell(commands: string): string {
  const requoted = commands.replace(/"([^"]*)"/g, (_, text: string) => `'${text.replaceAll("'", "''")}'`);
  return `${requoted}; exit $LASTEXITCODE`;
}
