import type { CommandResult } from "../../provider/hosts/host";
import type { CommandAnswer } from "../../provider/windows/line-answer";
import { plainLine } from "../lab/simulated/plain-line";

/** The text that is new for each line, where a test must know it. */
export const nonce = "nonce0123x";

/** What a command printed, and with what exit code it ended; a text is the output of one that succeeded. */
export type Printed = string | { readonly failed: string };

/** The answer of one command. */
export function answerOf(printed: Printed): CommandAnswer {
  return typeof printed === "string"
    ? { succeeded: true, output: printed }
    : { succeeded: false, output: printed.failed };
}

/** What cmd gives back for a framed line whose commands did this; `rest` is what a last command without a mark printed. */
export function framedByCmd(
  commands: readonly Printed[],
  { exitCode = 0, errorOutput = "", rest = "" }: Partial<CommandResult & { rest: string }> = {},
): CommandResult {
  const framed = commands.map((printed, at) => {
    const { succeeded, output } = answerOf(printed);
    return `${output}${nonce}.${at}${succeeded ? "y" : "n"}\r\n`;
  });
  return { exitCode, errorOutput, output: `${nonce}.begin\r\n${framed.join("")}${rest}` };
}

/** The same by PowerShell. */
export function framedByPowerShell(commands: readonly Printed[]): CommandResult {
  const framed = commands.map((printed, at) => {
    const { succeeded, output } = answerOf(printed);
    return `${output}${nonce}.${at}.${succeeded ? 0 : 1}\r\n`;
  });
  return { exitCode: 0, errorOutput: "", output: `${nonce}.begin\r\n${framed.join("")}` };
}

/** What `reg query KEY [-v NAME]` prints of a key with these lines. */
export function listing(key: string, ...lines: readonly string[]): string {
  const full = key.replace(/^HKLM/, "HKEY_LOCAL_MACHINE");
  return ["", full, ...lines, "", ""].join("\r\n");
}

/** What reg.exe leaves on standard output where it fails. */
export const refused: Printed = { failed: "" };

/**
 * A reg.exe whose whole registry is what these lines list: under each key its values, and below it the names of its subkeys. Any other
 * key or value is not there.
 */
export function regOver(lines: readonly string[]): (command: string) => Printed {
  const blocks = new Map<string, string[]>();
  const keys = new Set<string>();
  const banner = lines.some((line) => line.startsWith("! REG.EXE")) ? "\r\n! REG.EXE VERSION 3.0\r\n" : "";
  let current: string[] | undefined;
  for (const line of lines) {
    if (/^HKEY_/.test(line)) {
      keys.add(line);
      current = blocks.get(line) ?? [];
      blocks.set(line, current);
    } else if (line.startsWith(" ")) current?.push(line);
    else current = undefined;
  }
  return (command) => {
    const [, path = "", name] = /^reg query "([^"]+)"(?: -v (\w+))?$/.exec(command) ?? [];
    const key = path.replace(/^HKLM/, "HKEY_LOCAL_MACHINE");
    const values = blocks.get(key) ?? [];
    const below = [...keys].filter((each) => each.startsWith(`${key}\\`));
    const wanted = name === undefined ? values : values.filter((line) => line.trimStart().startsWith(name));
    if (wanted.length === 0 && (name !== undefined || below.length === 0)) return refused;
    const children = name === undefined ? below.map((child) => `${child}\r\n`).join("") : "";
    return `${banner}${wanted.length === 0 ? "\r\n" : listing(key, ...wanted)}${children}`;
  };
}

/** What cmd gives back for a line of the product whose programs are such ones. */
export function answeredByCmd(line: string, program: (command: string) => Printed): CommandResult {
  return framedByCmd(plainLine(line).split(" & ").map(program));
}
