import type { CommandResult } from "../hosts/host";
import { longestQuotation, quoteForeign } from "../sanitize";

/** What one command of a line came to. */
export interface CommandAnswer {
  /** Whether it ended with exit code 0; a program that did not start has failed. */
  readonly succeeded: boolean;
  /** The exit code, where the shell tells it: PowerShell always, cmd only one that means something for the command. */
  readonly exitCode?: number;
  /** Its own standard output, and nothing else's. */
  readonly output: string;
  /** Why it did not start, by PowerShell's name for the reason; cmd tells none. */
  readonly notStarted?: string;
  /** Set where it printed more than the program can have to say, so many KiB: nothing of that is believed, and `output` is empty. */
  readonly beyondKibibytes?: number;
}

/** The lines that a command printed, however many carriage returns end each. A regular expression for those takes the square of their number. */
export function linesOf(answer: CommandAnswer | undefined): string[] {
  return (answer?.output ?? "").split("\n").map((line) => {
    let end = line.length;
    while (line[end - 1] === "\r") end--;
    return line.slice(0, end);
  });
}

/** What came is incomplete, contradicts itself, or is not in the form of the program that was asked; `came` says it as a clause. */
export interface Unread {
  readonly state: "unread";
  readonly came: string;
}

/** Whether a value is what a reader gives where it can believe nothing. */
export function isUnread(value: unknown): value is Unread {
  return typeof value === "object" && value !== null && "came" in value && "state" in value;
}

/** The answer to a line, taken apart. */
export type LineAnswer =
  | {
      readonly state: "read";
      readonly answers: readonly CommandAnswer[];
      /** What came after the last mark: the output of a last command without a mark of its own. */
      readonly rest: string;
    }
  /** A mark is missing, doubled or out of its place: nothing of it is believed. */
  | Unread;

/** What stands behind a nonce and its dot. It knows no nonce: so it is compiled once, not for every line. */
const markText = /(begin|\d+[yn]|\d+\.-?\d+)[ \t\r]*(?:\n|$)/y;

/** The first mark from a place on: where it and the end of its line stand, and its text. */
function findMark(output: string, nonce: string, start: number) {
  const prefix = `${nonce}.`;
  for (let from = output.indexOf(prefix, start); from >= 0; from = output.indexOf(prefix, from + 1)) {
    markText.lastIndex = from + prefix.length;
    const found = markText.exec(output);
    if (found !== null) return { from, to: markText.lastIndex, text: found[1] ?? "" };
  }
  return undefined;
}

/**
 * Takes the answer to a framed line apart. A mark stands at the end of a line; what stands before it there, and what came between two
 * marks, belongs to the program. All marks must be there, once, in their order. `limits` are the most characters of each answer.
 */
export function takeApart(result: CommandResult, nonce: string, limits: readonly number[]): LineAnswer {
  const unread = (): LineAnswer => ({ state: "unread", came: whatCame(result, nonce) });
  const { output } = result;
  const pieces: string[] = [];
  const marks: string[] = [];
  let end = 0;
  for (let mark = findMark(output, nonce, 0); mark !== undefined; mark = findMark(output, nonce, end)) {
    pieces.push(output.slice(end, mark.from));
    marks.push(mark.text);
    end = mark.to;
  }
  if (marks.length !== limits.length + 1 || marks[0] !== "begin") return unread();
  const answers: CommandAnswer[] = [];
  for (const [at, text] of marks.slice(1).entries()) {
    const [, number, code] = /^(\d+)(.+)$/.exec(text) ?? [];
    if (number !== String(at)) return unread();
    const piece = pieces[at + 1] ?? "";
    const { output: own, reason } = withoutReason(piece, `${nonce}.why.`);
    const limit = limits[at] ?? 0;
    const exitCode = code === "y" ? 0 : code?.startsWith(".") ? Number(code.slice(1)) : undefined;
    const succeeded = exitCode === 0;
    // Under some preferences an exit code is an error of PowerShell's own.
    const hasRun = succeeded || !/^\w{1,64}$/.test(reason) || reason === "ProgramExitedWithNonZeroCode";
    answers.push({
      succeeded,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(own.length > limit ? { output: "", beyondKibibytes: limit / 1024 } : { output: own }),
      ...(hasRun ? {} : { notStarted: reason }),
    });
  }
  return { state: "read", answers, rest: output.slice(end) };
}

/** What a program printed, and what PowerShell said instead of it on a line of its own. */
function withoutReason(piece: string, mark: string): { readonly output: string; readonly reason: string } {
  const at = piece.indexOf(mark);
  if (at < 0) return { output: piece, reason: "" };
  const lineEnd = piece.indexOf("\n", at);
  const end = lineEnd < 0 ? piece.length : lineEnd + 1;
  const reason = piece.slice(at + mark.length, end).replace(/\r?\n?$/, "");
  return { output: piece.slice(0, at) + piece.slice(end), reason };
}

/** What a program did, as the end of a clause: `printed "..."`. */
export function saying(answer: CommandAnswer | undefined, longest = longestQuotation): string {
  if (answer?.notStarted !== undefined) return `did not start (${answer.notStarted})`;
  if (answer?.beyondKibibytes !== undefined) return `printed more than ${answer.beyondKibibytes} KiB`;
  const did = answer?.succeeded === true ? "printed" : "failed and printed";
  return `${did} ${quoteForeign(answer?.output ?? "", longest)}`;
}

/** What came instead of a readable answer, as a clause: from the host, so printable, short and in quotes. */
function whatCame({ output, errorOutput, exitCode }: CommandResult, nonce: string): string {
  const fixed = new RegExp(`${nonce}\\.fixed`);
  if (fixed.test(output)) {
    return "a start-up script (profile) of its PowerShell lets $LASTEXITCODE not be set, so that no exit code can be read";
  }
  // Every second byte is zero.
  if (output.includes([...nonce].join("\0"))) {
    return "its shell prints UTF-16: a start-up script (profile, AutoRun) changes the encoding of the output";
  }
  const own = output.replace(new RegExp(`^.*${nonce}\\..*$`, "gm"), "");
  const said = [own, errorOutput]
    .map((text) => quoteForeign(text, longestQuotation / 2))
    .filter((text) => text !== "nothing");
  return `it printed ${said.length === 0 ? "nothing that can be read" : said.join(" and ")} (exit code ${exitCode})`;
}
