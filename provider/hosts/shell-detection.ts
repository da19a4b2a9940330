import { UnsupportedShellError } from "../errors";
import { quoteForeign, sanitize } from "../sanitize";
import type { CommandResult, Shell } from "./host";

/**
 * One line that every shell answers in its own way and in no human language: cmd expands only the words between percent signs,
 * PowerShell only the other one, a POSIX shell that to nothing. The last word has a value in a 32-bit program on a 64-bit Windows.
 */
export const shellDetectionLine = "echo %OS%+$PSHOME+%PROCESSOR_ARCHITEW6432%";

const architecture = "%PROCESSOR_ARCHITEW6432%";

/** What the answer to the probe tells: a supported shell, a known one that is not supported, or neither. */
export type ShellDetection =
  | { readonly shell: Shell }
  | { readonly recognised: string; readonly hint: string }
  | { readonly unrecognised: string; readonly errors: string };

const setDefaultShell =
  "Set the default shell of the host's sshd to cmd or PowerShell (for cmd, delete the value DefaultShell under HKLM\\SOFTWARE\\OpenSSH), then try again.";

/** The answer comes last: what a start-up script prints before it may be long, and is not looked at. */
const longestLook = 64 * 1024;

/** Reads the answer to the probe. Other lines (of cmd's AutoRun and the like) are ignored. */
export function detectShell({ output, ...rest }: CommandResult): ShellDetection {
  return detect({ ...rest, output: output.slice(-longestLook) });
}

function detect(result: CommandResult): ShellDetection {
  const lines = result.output.split(/\r?\n/).map((line) => line.trim().replace(/^"(.*)"$/, "$1"));
  const cmd = lines.flatMap((line) => /^Windows_NT\+\$PSHOME(?:\+(.*))?$/.exec(line) ?? []);
  if (cmd[0] !== undefined) {
    // A variable that is not set stays as it is typed, or is nothing in a batch file.
    return { shell: cmd[1] === undefined || cmd[1] === "" || cmd[1] === architecture ? "cmd" : "cmd32" };
  }
  const rest = lines
    .find((line) => line.startsWith("%OS%+"))
    ?.slice("%OS%+".length)
    .replace(`+${architecture}`, "");
  if (rest === "") {
    return {
      recognised: "a POSIX shell such as bash (Git's, cygwin's, WSL's)",
      hint: `If this is Windows: ${setDefaultShell} Otherwise host is not the address of a Windows machine.`,
    };
  }
  if (rest === "$PSHOME") {
    return {
      recognised: "cmd without Windows NT's variables",
      hint: "Windows XP and later are supported.",
    };
  }
  // Both PowerShells answer with the folder they are installed in.
  if (rest !== undefined && /^[A-Za-z]:\\/.test(rest)) return { shell: "powershell" };
  if (rest !== undefined) {
    return {
      recognised: "PowerShell on a system that is not Windows",
      hint: "Check host: it is not the address of a Windows machine.",
    };
  }
  // Every second byte is zero where a start-up script has the console write UTF-16.
  const narrow = result.output.replaceAll("\0", "");
  if (narrow !== result.output && "shell" in detect({ ...result, output: narrow })) {
    return {
      recognised:
        "a shell that prints UTF-16, since a start-up script (AutoRun of cmd, a profile of PowerShell) says so",
      hint: "Let the script change the encoding of the output in interactive sessions only, or remove it for this account.",
    };
  }
  return { unrecognised: result.output, errors: result.errorOutput };
}

/** The error for a shell that is not supported, or not known. */
export function unsupportedShell(
  host: string,
  answer: Exclude<ShellDetection, { shell: Shell }>,
): UnsupportedShellError {
  const operation = "detect the default shell";
  if ("recognised" in answer) {
    return new UnsupportedShellError({
      operation,
      host,
      problem: `it is ${answer.recognised}`,
      hint: answer.hint,
    });
  }
  const said = quoteForeign(sanitize(answer.unrecognised) || answer.errors, 60);
  return new UnsupportedShellError({
    operation,
    host,
    problem: said === "nothing" ? "it printed nothing" : `its output ${said} matches no known shell`,
    hint: `A start-up script of the account (AutoRun of cmd, a profile of PowerShell), a command that sshd forces (ForceCommand), or a policy against the command prompt (DisableCMD) may be in the way: run \`ssh HOST echo hello\` to see. ${setDefaultShell}`,
  });
}
