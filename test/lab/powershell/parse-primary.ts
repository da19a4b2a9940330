import { isBlank, isDoubleQuote, isLineBreak, isSingleQuote, startsVariable } from "./characters";
import { type Cursor, failUnexpected } from "./cursor";
import { parseBlock } from "./parse-block";
import { parseExpression } from "./parse-expression";
import { parseChain, parseStatements } from "./parse-statements";
import { scanNumber } from "./scan-number";
import { scanDoubleQuoted, scanSingleQuoted } from "./scan-quoted";
import { scanVariable } from "./scan-variable";
import type { Expression, MemberAccess, TypeName } from "./syntax";

/** In which of PowerShell's two modes something is read. */
export type Mode = "expression" | "command";

/** Takes a literal, a variable, a group or a block with its members; undefined, nothing taken, if none begins here. */
export function parsePrimary(cursor: Cursor, mode: Mode): Expression | undefined {
  const value = parseValue(cursor, mode);
  return value === undefined ? undefined : parseMembers(cursor, value, mode);
}

function parseValue(cursor: Cursor, mode: Mode): Expression | undefined {
  const start = cursor.at;
  const character = cursor.peek();
  if (isSingleQuote(character)) {
    const value = scanSingleQuoted(cursor);
    return { kind: "text", value, quoted: true, extent: cursor.extentFrom(start) };
  }
  if (isDoubleQuote(character)) {
    const parts = scanDoubleQuoted(cursor);
    const extent = cursor.extentFrom(start);
    if (parts.some((part) => typeof part !== "string")) return { kind: "expandable", parts, extent };
    return { kind: "text", value: parts.join(""), quoted: true, extent };
  }
  if (character === "@") return refuseAt(cursor);
  if (character === "{") return parseBlock(cursor);
  if (character === "(") return parseGroup(cursor);
  if (character === "$") return parseDollar(cursor);
  if (!/[\d.]/.test(character)) return undefined;
  const value = scanNumber(cursor, mode);
  return value === undefined ? undefined : { kind: "number", value, extent: cursor.extentFrom(start) };
}

function parseDollar(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  if (cursor.peek(1) !== "(") {
    return cursor.peek(1) === "{" || startsVariable(cursor.peek(1)) ? scanVariable(cursor) : undefined;
  }
  cursor.at += 2;
  const statements = parseStatements(cursor, ")");
  return { kind: "subexpression", statements, extent: cursor.extentFrom(start) };
}

function parseGroup(cursor: Cursor): Expression {
  const start = cursor.at++;
  cursor.skipLines();
  if (/^[)};,|]?$/.test(cursor.peek())) {
    const after = { source: cursor.text, start: start + 1, end: start + 2 };
    cursor.fail("An expression was expected after '('.", "ExpectedExpression", after);
  }
  const pipeline = parseChain(cursor);
  cursor.skipLines();
  if (cursor.peek() === "=") cursor.refuse("assignment inside parentheses");
  takeClosing(cursor);
  return { kind: "group", pipeline, extent: cursor.extentFrom(start) };
}

/** Takes a closing parenthesis. */
export function takeClosing(cursor: Cursor): void {
  if (!cursor.takeIf(")")) {
    cursor.fail("Missing closing ')' in expression.", "MissingEndParenthesisInExpression");
  }
}

/** Takes `[Name]`. */
export function scanTypeName(cursor: Cursor): TypeName {
  const start = cursor.at;
  const found = cursor.match(/\[\s*[\p{L}_][\p{L}\p{Nd}_.]*\s*\]/uy);
  if (found === undefined) return cursor.refuse("such a type between brackets");
  cursor.at += found.length;
  return { kind: "type", name: found.slice(1, -1).trim(), extent: cursor.extentFrom(start) };
}

/** Takes `::Member` and what follows. */
export function parseStatic(cursor: Cursor, type: TypeName): Expression {
  cursor.at += 2;
  const member = scanMember(cursor, type);
  return parseMembers(cursor, parseCall(cursor, member), "expression");
}

function parseMembers(cursor: Cursor, value: Expression, mode: Mode): Expression {
  let found = value;
  for (;;) {
    if (cursor.peek() === "[") return cursor.refuse("index");
    if (cursor.match(/::/y) !== undefined) return cursor.refuse("static member of a value");
    if (cursor.peek() !== "." || cursor.peek(1) === ".") return found;
    const after = cursor.peek(1);
    // Among the words of a command a lonely dot is no member access.
    if (mode === "command" && (after === "" || isBlank(after) || isLineBreak(after))) return found;
    cursor.at++;
    found = parseCall(cursor, scanMember(cursor, found));
  }
}

function scanMember(cursor: Cursor, of: Expression | TypeName): MemberAccess {
  const name = cursor.match(/[\p{L}_][\p{L}\p{Nd}_]*/uy);
  if (name === undefined) {
    if (/^[$('"]$/.test(cursor.peek())) return cursor.refuse("member whose name is an expression");
    return cursor.fail("Missing property name after reference operator.", "MissingPropertyName");
  }
  cursor.at += name.length;
  return { kind: "member", of, name, extent: cursor.extentFrom(of.extent.start) };
}

function parseCall(cursor: Cursor, member: MemberAccess): Expression {
  if (cursor.peek() === "{") return cursor.refuse("block as a method's argument");
  if (!cursor.takeIf("(")) return member;
  const found: Expression[] = [];
  cursor.skipLines();
  while (cursor.peek() !== ")") {
    const argument = parseExpression(cursor, "noLists");
    if (argument === undefined) return cursor.peek() === "" ? failUnclosed(cursor) : failUnexpected(cursor);
    found.push(argument);
    cursor.skipLines();
    if (cursor.peek() === ")") break;
    if (!cursor.takeIf(",")) return failUnclosed(cursor);
    cursor.skipLines();
    if (cursor.peek() === ")") {
      return cursor.fail("Missing expression after ','.", "MissingExpressionAfterToken");
    }
  }
  cursor.at++;
  return { kind: "call", member, arguments: found, extent: cursor.extentFrom(member.extent.start) };
}

function failUnclosed(cursor: Cursor): never {
  return cursor.fail("Missing ')' in method call.", "MissingEndParenthesisInMethodCall");
}

function refuseAt(cursor: Cursor): never {
  const next = cursor.peek(1);
  if (next === "(") return cursor.refuse("list in @( )");
  if (next === "{") return cursor.refuse("hash table");
  if (isSingleQuote(next) || isDoubleQuote(next)) return cursor.refuse("here-string");
  if (startsVariable(next)) return cursor.refuse("splatting");
  return cursor.fail("Unrecognized token in source text.", "UnrecognizedToken");
}
