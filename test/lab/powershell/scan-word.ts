import { endsWord, isDash, isDoubleQuote, isLineBreak, isSingleQuote } from "./characters";
import type { Cursor } from "./cursor";
import { joined, scanBacktick, scanDoubleQuoted, scanSingleQuoted } from "./scan-quoted";
import { scanDollar } from "./scan-variable";
import type { Expression, Part } from "./syntax";

/** A bareword: its pieces, and the text it has where nothing is expanded, as in a command's name. */
export interface Word {
  readonly parts: readonly Part[];
  readonly literal: string;
}

/** Takes a bareword up to where a new one must begin; quoted pieces inside it are joined to it. */
export function scanWord(cursor: Cursor): Word {
  const parts: Part[] = [];
  let literal = "";
  while (!endsWord(cursor.peek())) {
    const start = cursor.at;
    const part = scanPiece(cursor);
    parts.push(...part);
    const expanded = part.some((one) => typeof one !== "string");
    literal += expanded ? cursor.text.slice(start, cursor.at) : part.join("");
  }
  return { parts: joined(parts), literal };
}

function scanPiece(cursor: Cursor): Part[] {
  const character = cursor.peek();
  if (isSingleQuote(character)) return [scanSingleQuoted(cursor)];
  if (isDoubleQuote(character)) return scanDoubleQuoted(cursor);
  if (character === "$") return [scanDollar(cursor) ?? cursor.take()];
  if (character !== "`" || cursor.peek(1) === "") return [cursor.take()];
  if (isLineBreak(cursor.peek(1))) return cursor.refuse("backtick at the end of a line");
  return [scanBacktick(cursor)];
}

/** A word as an argument: plain text, or text with pieces to expand. */
export function scanWordArgument(cursor: Cursor): Expression {
  const start = cursor.at;
  const { parts } = scanWord(cursor);
  const extent = cursor.extentFrom(start);
  if (parts.every((part) => typeof part === "string")) {
    return { kind: "text", value: parts.join(""), quoted: false, extent };
  }
  return { kind: "expandable", parts, extent };
}

/** A parameter as it is spelt: `-name`, or `-name:`. */
export interface ParameterWord {
  readonly text: string;
  readonly name: string;
  readonly colon: boolean;
}

/**
 * Takes a parameter. Its name ends before a dot or an opening bracket too, and does not expand; undefined, nothing
 * taken, if a quote inside makes it an ordinary word.
 */
export function scanParameter(cursor: Cursor): ParameterWord | undefined {
  const start = cursor.at;
  if (!isDash(cursor.peek()) || !/^[\p{L}_?]$/u.test(cursor.peek(1))) return undefined;
  cursor.at++;
  for (;;) {
    const character = cursor.peek();
    if (character === ":" || character === "." || character === "[" || endsWord(character)) break;
    if (isSingleQuote(character) || isDoubleQuote(character)) {
      cursor.at = start;
      return undefined;
    }
    cursor.at++;
  }
  const name = cursor.text.slice(start + 1, cursor.at);
  const colon = cursor.takeIf(":");
  return { text: cursor.text.slice(start, cursor.at), name, colon };
}
