import { UnsupportedShellError } from "../errors";
import { sanitize } from "../sanitize";
import type { CommandResult, Shell } from "./host";

/**
 * One line that every shell answers in its own way and in no human language: cmd expands only the first word,
 * PowerShell only the second, a POSIX shell the second to nothing.
 */
export const shellDetectionLine = "echo %OS%+$PSHOME";

/** What the answer to the probe tells: a shell we speak, one we know but do not speak, or neither. */
export type ShellDetection =
  | { readonly shell: Shell }
  | { readonly recognised: string; readonly hint: string }
  | { readonly unrecognised: string };

const makeItOurs =
  "Make cmd or PowerShell the default shell of the host's sshd (for cmd remove the value DefaultShell under HKLM\\SOFTWARE\\OpenSSH), then connect anew.";

/** Reads the answer to the probe. Lines of a greeting (cmd's AutoRun and the like) are passed over. */
export function detectShell(result: CommandResult): ShellDetection {
  const lines = result.output.split(/\r?\n/).map((line) => line.trim().replace(/^"(.*)"$/, "$1"));
  if (lines.includes("Windows_NT+$PSHOME")) return { shell: "cmd" };
  const rest = lines.find((line) => line.startsWith("%OS%+"))?.slice("%OS%+".length);
  if (rest === "") {
    return {
      recognised: "a POSIX shell such as bash (Git's, cygwin's, WSL's)",
      hint: `If this is Windows: ${makeItOurs} Otherwise the address is not that of a Windows host.`,
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
      hint: "The address is not that of a Windows host.",
    };
  }
  return { unrecognised: result.output };
}

/** The error for an answer that names no shell we speak. */
export function unsupportedShell(
  host: string,
  answer: Exclude<ShellDetection, { shell: Shell }>,
): UnsupportedShellError {
  const operation = "find out the default shell";
  if ("recognised" in answer) {
    return new UnsupportedShellError({
      operation,
      host,
      problem: `it is ${answer.recognised}`,
      hint: answer.hint,
    });
  }
  const shown = sanitize(answer.unrecognised).slice(0, 60);
  return new UnsupportedShellError({
    operation,
    host,
    problem: shown === "" ? "it answered nothing" : `its answer "${shown}" is that of no known shell`,
    hint: makeItOurs,
  });
}
