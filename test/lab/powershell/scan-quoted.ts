import { isDoubleQuote, isSingleQuote } from "./characters";
import type { Cursor } from "./cursor";
import { scanDollar } from "./scan-variable";
import type { Part } from "./syntax";

/** Takes a single-quoted string, its quotes included: two quotes in a row are the second of them. */
export function scanSingleQuoted(cursor: Cursor): string {
  const start = cursor.at++;
  let value = "";
  for (;;) {
    const character = cursor.peek();
    if (character === "") return failUnterminated(cursor, start, "'");
    cursor.at++;
    if (isSingleQuote(character)) {
      if (!isSingleQuote(cursor.peek())) return value;
      value += cursor.take();
    } else {
      value += character;
    }
  }
}

/** Takes a double-quoted string, its quotes included, in pieces: text, variables and subexpressions. */
export function scanDoubleQuoted(cursor: Cursor): Part[] {
  const start = cursor.at++;
  const parts: Part[] = [];
  for (;;) {
    const character = cursor.peek();
    if (character === "") return failUnterminated(cursor, start, '"');
    if (isDoubleQuote(character)) {
      cursor.at++;
      if (!isDoubleQuote(cursor.peek())) return joined(parts);
      parts.push(cursor.take());
    } else if (character === "$") {
      parts.push(scanDollar(cursor) ?? cursor.take());
    } else if (character === "`" && cursor.peek(1) !== "") {
      parts.push(scanBacktick(cursor));
    } else {
      parts.push(cursor.take());
    }
  }
}

/** Takes a backtick and what it escapes. */
export function scanBacktick(cursor: Cursor): string {
  cursor.at++;
  const escaped = cursor.take();
  const { edition } = cursor;
  if (!edition.isDesktop && escaped === "e") return "\u001b";
  if (!edition.isDesktop && escaped === "u" && cursor.peek() === "{") {
    return cursor.refuse("escape by a code point");
  }
  return controls[escaped] ?? escaped;
}

/** The pieces with neighbouring texts made one. */
export function joined(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (typeof part === "string" && typeof last === "string") found[found.length - 1] = last + part;
    else found.push(part);
  }
  return found;
}

const controls: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function failUnterminated(cursor: Cursor, start: number, quote: string): never {
  cursor.at = cursor.text.length;
  const extent = { source: cursor.text, start, end: cursor.text.length };
  return cursor.fail(
    `The string is missing the terminator: ${quote}.`,
    "TerminatorExpectedAtEndOfString",
    extent,
  );
}
