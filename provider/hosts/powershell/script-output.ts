import type { CommandResult } from "../host";
import { answerMark } from "./scripts";

/** What PowerShell answered to one of our scripts. */
export type Answer =
  /** `system` is what Windows calls itself in the variable OS, empty elsewhere. */
  | { readonly kind: "language"; readonly mode: string; readonly system: string }
  | { readonly kind: "opened"; readonly mode: string }
  | { readonly kind: "ran"; readonly result: CommandResult }
  | { readonly kind: "failed"; readonly errorId: string; readonly message: string }
  /** The system did not start cmd; the number is Windows' own, if it gave one. */
  | { readonly kind: "unstarted"; readonly message: string; readonly number: number | undefined }
  /** "late" and "toomuch": the command was ended, with all that it had started. */
  | { readonly kind: "ready" | "asked" | "late" | "toomuch" }
  /** Nothing that our scripts print. */
  | { readonly kind: "none" };

/** Reads the last line that is an answer; lines of others are passed over. Never throws. */
export function readScriptOutput(output: string): Answer {
  const lines = output.split(/\r?\n/).filter((line) => line.startsWith(answerMark));
  const [word = "", ...fields] = (lines.at(-1) ?? "").slice(answerMark.length).trimEnd().split(" ");
  switch (word) {
    case "language":
      return { kind: word, mode: fields[0] ?? "", system: fields[1] ?? "" };
    case "opened":
      return { kind: word, mode: fields[0] ?? "" };
    case "unstarted":
      return { kind: word, message: text(fields[0], "utf8"), number: Number(fields[1]) || undefined };
    case "ready":
    case "asked":
    case "late":
    case "toomuch":
      return { kind: word };
    case "failed":
      return { kind: "failed", errorId: text(fields[0], "utf8"), message: text(fields[1], "utf8") };
    case "ran":
      return readResult(fields);
    default:
      return { kind: "none" };
  }
}

function readResult([exitCode = "", output = "", errorOutput = ""]: readonly string[]): Answer {
  // .NET gives the 32 bits as a signed number.
  if (!/^-?\d{1,10}$/.test(exitCode)) return { kind: "none" };
  return {
    kind: "ran",
    result: {
      exitCode: Number(exitCode) >>> 0,
      output: text(output, "latin1"),
      errorOutput: text(errorOutput, "latin1"),
    },
  };
}

function text(base64: string | undefined, encoding: "utf8" | "latin1"): string {
  return Buffer.from(base64 ?? "", "base64").toString(encoding);
}
