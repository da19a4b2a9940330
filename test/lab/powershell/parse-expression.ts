import { isDash } from "./characters";
import { type Cursor, failUnexpected } from "./cursor";
import { parsePrimary, parseStatic, scanTypeName } from "./parse-primary";
import { scanNumber } from "./scan-number";
import type { BinaryOperator, Expression } from "./syntax";

/** How tight an operator binds; `-and` and `-or` are equals in PowerShell. */
const precedence: Readonly<Record<BinaryOperator, number>> = { or: 1, and: 1, eq: 2, ne: 2, "+": 3 };

const otherOperators =
  /^(?:[ic]?(?:eq|ne|ge|gt|lt|le|like|notlike|match|notmatch|replace|contains|notcontains|in|notin|split)|is|isnot|as|f|join|xor|band|bor|bxor|bnot|shl|shr)$/i;

/** Takes an expression; undefined, nothing taken, if none begins here. */
export function parseExpression(
  cursor: Cursor,
  lists: "lists" | "noLists" = "lists",
): Expression | undefined {
  const start = cursor.at;
  const first = parseList(cursor, lists);
  if (first === undefined) cursor.at = start;
  return first === undefined ? undefined : parseRest(cursor, first, 0, lists);
}

/** Takes the operators after an expression that bind at least so tight, with their right sides. */
function parseRest(cursor: Cursor, first: Expression, least: number, lists: "lists" | "noLists"): Expression {
  let left = first;
  for (;;) {
    const before = cursor.at;
    const operator = scanOperator(cursor);
    if (operator === undefined || precedence[operator] < least) {
      cursor.at = before;
      return left;
    }
    const spelt = cursor.text.slice(before, cursor.at).trim();
    cursor.skipLines();
    let right = parseList(cursor, lists) ?? failMissingValue(cursor, spelt);
    right = parseRest(cursor, right, precedence[operator] + 1, lists);
    left = { kind: "binary", operator, left, right, extent: cursor.extentFrom(left.extent.start) };
  }
}

function scanOperator(cursor: Cursor): BinaryOperator | undefined {
  cursor.skipBlanks();
  const character = cursor.peek();
  if (isDash(character)) {
    const word = cursor.match(/.[a-z]+/iuy)?.slice(1) ?? "";
    const known = (["eq", "ne", "and", "or"] as const).find((name) => name === word.toLowerCase());
    if (known === undefined) {
      if (word !== "" && !otherOperators.test(word)) return failUnexpected(cursor);
      return cursor.refuse(`operator -${word}`);
    }
    cursor.at += 1 + word.length;
    return known;
  }
  const other = cursor.match(/\+\+|[-+*/%]=|[*/%]|\.\.|\?/y);
  if (other !== undefined) return cursor.refuse(`operator ${other}`);
  return cursor.takeIf("+") ? "+" : undefined;
}

function parseList(cursor: Cursor, lists: "lists" | "noLists"): Expression | undefined {
  cursor.skipBlanks();
  if (cursor.peek() === "," && lists === "lists") return cursor.refuse("unary comma");
  const first = parseUnary(cursor);
  if (first === undefined || lists === "noLists") return first;
  const items = [first];
  for (;;) {
    const before = cursor.at;
    cursor.skipBlanks();
    if (!cursor.takeIf(",")) {
      cursor.at = before;
      break;
    }
    cursor.skipLines();
    items.push(parseUnary(cursor) ?? failMissingValue(cursor, ","));
  }
  return items.length === 1 ? first : { kind: "list", items, extent: cursor.extentFrom(first.extent.start) };
}

function parseUnary(cursor: Cursor): Expression | undefined {
  cursor.skipBlanks();
  const start = cursor.at;
  const not = cursor.match(/!|[-\u2013-\u2015]not(?![a-z])/iuy);
  if (not !== undefined) {
    cursor.at += not.length;
    cursor.skipLines();
    const value = parseUnary(cursor) ?? failMissingValue(cursor, not);
    return { kind: "not", value, extent: cursor.extentFrom(start) };
  }
  if (cursor.peek() === "[") return parseBracket(cursor);
  if (!isDash(cursor.peek()) && cursor.peek() !== "+") return parsePrimary(cursor, "expression");
  const value = scanNumber(cursor, "expression");
  if (value === undefined) return undefined;
  return { kind: "number", value, extent: cursor.extentFrom(start) };
}

/** `[Type]::Member` or `[Type] value`. */
function parseBracket(cursor: Cursor): Expression {
  const type = scanTypeName(cursor);
  if (cursor.match(/::/y) !== undefined) return parseStatic(cursor, type);
  const value = parseUnary(cursor);
  if (value === undefined) return cursor.refuse("type as a value");
  return { kind: "cast", type, value, extent: cursor.extentFrom(type.extent.start) };
}

function failMissingValue(cursor: Cursor, after: string): never {
  return cursor.fail(
    `You must provide a value expression following the '${after}' operator.`,
    "ExpectedValueExpression",
  );
}
