import type { Cursor } from "./cursor";
import { parseStatements } from "./parse-statements";
import type { BlockLiteral, Statement } from "./syntax";

/** Takes `{ param($a, $b) ... }`. */
export function parseBlock(cursor: Cursor): BlockLiteral {
  const start = cursor.at++;
  cursor.skipLines();
  const parameters = cursor.match(/param\s*\(/iy) === undefined ? [] : scanParameters(cursor);
  const statements = parseStatements(cursor, "}");
  return { kind: "block", parameters, statements, extent: cursor.extentFrom(start) };
}

/** Takes the `{ ... }` of `if`, `try` and `foreach`. */
export function parseBody(cursor: Cursor, of: string): readonly Statement[] {
  cursor.skipLines();
  if (!cursor.takeIf("{")) {
    cursor.fail(`Missing statement block after ${of}.`, "MissingStatementBlock");
  }
  return parseStatements(cursor, "}");
}

function scanParameters(cursor: Cursor): string[] {
  const found = cursor.match(/param\s*\(\s*(?:\$\w+\s*(?:,\s*\$\w+\s*)*)?\)/iy);
  if (found === undefined) return cursor.refuse("param( ) with anything but plain variables");
  cursor.at += found.length;
  return [...found.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? "");
}
