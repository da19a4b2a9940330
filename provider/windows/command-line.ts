import { InvalidInputError } from "../errors";

/** The programs that a host is asked to run; they are part of Windows. */
export type Program = "manage-bde" | "quser" | "reg" | "sc" | "shutdown" | "tasklist" | "wevtutil" | "whoami";

/** A program and its arguments, those with blanks between double quotes. How a shell is told it is decided where a line is rendered. */
export type Command = Program | `${Program} ${string}`;

/** Stands for the drive that Windows is on, as an argument by itself; each shell has its own name for it. */
export const systemDrive = "<SystemDrive>";

/** sc.exe knows no such service (ERROR_SERVICE_DOES_NOT_EXIST). */
export const noSuchService = 1060;

/** The one exit code, beside 0, that is told of a command by its number where the shell compares numbers only: what it means decides. */
export function tellingExitCodeOf(command: Command): number | undefined {
  return command.startsWith("sc query ") ? noSuchService : undefined;
}

/** The end of a line whose exit code is that of the line. */
export interface LastCommand {
  readonly command: Command;
  /** It runs only if the command before it ended with 0; the host itself decides this. */
  readonly onlyIfSucceeded: boolean;
}

/**
 * Whether a text may stand between double quotes in a command line and reach the program as it is: printable ASCII
 * without the characters that cmd, PowerShell, bash or the C run-time treat specially even there
 * (`"`, `%`, backtick, `$`, `!`, and a backslash at the end, which would escape the closing quote).
 */
export function isQuotable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !/["%`$!]/.test(text) && !text.endsWith("\\");
}

/**
 * A text as one argument of a command line. This and `quotedServiceName` are the only ways for any text into a command; whatever is not on
 * the allow-list of `isQuotable` is refused with InvalidInputError, which does not repeat it.
 */
export function quoted(text: string): string {
  if (!isQuotable(text))
    throw unsafe(
      'Only printable ASCII without ", %, `, $, ! and without a backslash at the end is passed on.',
    );
  return `"${text}"`;
}

/** The most characters that Windows takes for the name of a service. */
const longestServiceName = 256;

/**
 * Whether a text can be the name of a service, and reach `sc` as one. Names of instances have a `$` (`MSSQL$VPN`), which no shell here obeys: not
 * cmd, and not PowerShell, since a line has single quotes there. With a `=` it could be an option.
 */
export function isServiceName(text: string): boolean {
  const isPlain = isQuotable(text.replaceAll("$", "")) && !/[\\/=?*]|^ | $/.test(text);
  return isPlain && text !== "" && text.length <= longestServiceName;
}

/** The name of a service as one argument of `sc`; what is not on the allow-list of `isServiceName` is refused with InvalidInputError. */
export function quotedServiceName(name: string): string {
  if (!isServiceName(name))
    throw unsafe("A service's name is printable ASCII without \", %, `, !, \\, /, =, ? and *.");
  return `"${name}"`;
}

function unsafe(hint: string): InvalidInputError {
  return new InvalidInputError({
    operation: "put text into a command line",
    problem: "it contains a character that cannot be passed safely to the host's shell",
    hint,
  });
}
