import { InvalidInputError } from "../errors";
import type { Shell } from "../hosts/host";

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
      attempted: "put a text into a command line",
      happened: "it holds a character that cannot be passed safely to the host's shell",
      advice: 'Only printable ASCII without ", %, `, $, ! and without a backslash at the end is passed on.',
    });
  }
  return `"${text}"`;
}

/** One command line that runs the commands one after another, whatever the exit code of each; the last one's is reported. */
export function oneLine(shell: Shell, commands: readonly string[]): string {
  switch (shell) {
    case "cmd":
      return commands.join(" & ");
  }
}
