import { endsWord } from "./characters";
import type { Cursor } from "./cursor";
import { parseBody } from "./parse-block";
import { takeClosing } from "./parse-primary";
import { parseChain } from "./parse-statements";
import type { Statement } from "./syntax";

/** Keywords that begin something which is not simulated, or which PowerShell reserves. */
const otherKeywords = new Set(
  (
    "begin break catch class configuration continue data define do dynamicparam else elseif end enum filter finally " +
    "for from function in inlinescript parallel param process return sequence switch throw trap until using var " +
    "while workflow hidden static base interface namespace"
  ).split(" "),
);

/** Takes a statement that begins with a keyword; undefined, nothing taken, if the next word is none. */
export function parseKeyword(cursor: Cursor): Statement | undefined {
  if (cursor.peek() === ":") return cursor.refuse("labels");
  const start = cursor.at;
  const word = cursor.match(/[a-z_]\w*/iy) ?? "";
  if (word === "" || !endsWord(cursor.peek(word.length))) return undefined;
  const keyword = word.toLowerCase();
  if (otherKeywords.has(keyword)) return cursor.refuse(`keyword ${keyword}`);
  const parse = Object.hasOwn(parsers, keyword) ? parsers[keyword] : undefined;
  if (parse === undefined) return undefined;
  cursor.at += word.length;
  return parse(cursor, start);
}

const parsers: Readonly<Record<string, (cursor: Cursor, start: number) => Statement>> = {
  if: (cursor, start) => {
    takeOpening(cursor, "if");
    const condition = parseChain(cursor);
    cursor.skipLines();
    takeClosing(cursor);
    const then = parseBody(cursor, "if ( condition )");
    const otherwise = takeWord(cursor, "else") ? parseBody(cursor, "the 'else' keyword") : [];
    return { kind: "if", condition, then, otherwise, extent: cursor.extentFrom(start) };
  },
  try: (cursor, start) => {
    const body = parseBody(cursor, "try");
    if (!takeWord(cursor, "catch")) {
      return cursor.fail(
        "The Try statement is missing its Catch or Finally block.",
        "MissingCatchOrFinally",
        cursor.extentFrom(start),
      );
    }
    cursor.skipLines();
    if (cursor.peek() === "[") return cursor.refuse("catch of a type");
    const handler = parseBody(cursor, "catch");
    if (takeWord(cursor, "catch")) return cursor.refuse("second catch");
    return { kind: "try", body, handler, extent: cursor.extentFrom(start) };
  },
  foreach: (cursor, start) => {
    takeOpening(cursor, "foreach");
    const head = cursor.match(/\$(\w+)\s+in(?=[\s($])/iy);
    if (head === undefined) return cursor.refuse("foreach with such a head");
    cursor.at += head.length;
    cursor.skipLines();
    const items = parseChain(cursor);
    cursor.skipLines();
    takeClosing(cursor);
    const variable = /\w+/.exec(head)?.[0] ?? "";
    return {
      kind: "foreach",
      variable,
      items,
      body: parseBody(cursor, "foreach loop"),
      extent: cursor.extentFrom(start),
    };
  },
  exit: (cursor, start) => {
    cursor.skipBlanks();
    const bare = endsWord(cursor.peek()) && cursor.peek() !== "(";
    const code = bare ? undefined : parseChain(cursor);
    return { kind: "exit", code, extent: cursor.extentFrom(start) };
  },
};

function takeOpening(cursor: Cursor, keyword: string): void {
  cursor.skipLines();
  if (!cursor.takeIf("(")) {
    cursor.fail(
      `Missing '(' after '${keyword}' in ${keyword} statement.`,
      "MissingOpenParenthesisAfterKeyword",
    );
  }
  cursor.skipLines();
}

/** Takes this word after line breaks; what else could follow here and is not simulated is refused. */
function takeWord(cursor: Cursor, wanted: "else" | "catch"): boolean {
  const before = cursor.at;
  cursor.skipLines();
  const word = cursor.match(/[a-z]+/iy)?.toLowerCase() ?? "";
  if (word === "elseif" || word === "finally") return cursor.refuse(`keyword ${word}`);
  if (word === wanted) {
    cursor.at += word.length;
    return true;
  }
  cursor.at = before;
  return false;
}
