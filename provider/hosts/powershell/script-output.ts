import type { CommandResult } from "../host";
import { answerMark } from "./scripts";

/** What PowerShell answered to one of our scripts. */
export type Answer =
  | { readonly kind: "language" | "opened"; readonly mode: string }
  | { readonly kind: "ran"; readonly result: CommandResult }
  | { readonly kind: "failed"; readonly errorId: string; readonly message: string }
  | { readonly kind: "ready" }
  /** Nothing that our scripts print. */
  | { readonly kind: "none" };

/** Reads the last line that is an answer; lines of others are passed over. Never throws. */
export function readScriptOutput(output: string): Answer {
  const lines = output.split(/\r?\n/).filter((line) => line.startsWith(answerMark));
  const [word = "", ...fields] = (lines.at(-1) ?? "").slice(answerMark.length).trimEnd().split(" ");
  switch (word) {
    case "language":
    case "opened":
      return { kind: word, mode: fields[0] ?? "" };
    case "ready":
      return { kind: "ready" };
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
