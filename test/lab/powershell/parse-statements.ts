import { endsWord, isDash, isDoubleQuote, isLineBreak, isSingleQuote } from "./characters";
import { Cursor, failUnexpected } from "./cursor";
import type { Edition } from "./edition";
import { parseCommand } from "./parse-command";
import { parseExpression } from "./parse-expression";
import { parseKeyword } from "./parse-keyword";
import type { Expression, Pipeline, PipelineChain, Statement } from "./syntax";

/** Parses a whole text; throws a ParseError or a NotSimulatedError, and then nothing of it may run. */
export function parseScript(text: string, edition: Edition): readonly Statement[] {
  return parseStatements(new Cursor(text, edition), "");
}

/** Takes statements up to a closing bracket, which is taken too, or to the end of the text. */
export function parseStatements(cursor: Cursor, closing: "" | ")" | "}"): readonly Statement[] {
  const found: Statement[] = [];
  for (;;) {
    cursor.skipLines();
    while (cursor.takeIf(";")) cursor.skipLines();
    if (cursor.peek() === closing) {
      cursor.at += closing.length;
      return found;
    }
    if (cursor.peek() === "") return failUnclosed(cursor, closing);
    found.push(parseStatement(cursor));
    cursor.skipBlanks();
    const next = cursor.peek();
    if (next !== "" && next !== ";" && next !== closing && !isLineBreak(next)) return failUnexpected(cursor);
  }
}

function failUnclosed(cursor: Cursor, closing: string): never {
  if (closing === ")") {
    return cursor.fail("Missing closing ')' in subexpression.", "MissingEndParenthesisInSubexpression");
  }
  return cursor.fail("Missing closing '}' in statement block or type definition.", "MissingEndCurlyBrace");
}

function parseStatement(cursor: Cursor): Statement {
  const start = cursor.at;
  const keyword = parseKeyword(cursor);
  if (keyword !== undefined) return keyword;
  const value = parseChain(cursor);
  cursor.skipBlanks();
  if (cursor.peek() !== "=") return value;
  const target = value.rest.length === 0 ? assignable(value.first) : undefined;
  if (target === undefined) return cursor.refuse("assignment to such a thing");
  cursor.at++;
  cursor.skipLines();
  const assigned = parseChain(cursor);
  cursor.skipBlanks();
  if (cursor.peek() === "=") return cursor.refuse("assignment of an assignment");
  return { kind: "assignment", target, value: assigned, extent: cursor.extentFrom(start) };
}

function assignable(pipeline: Pipeline): Extract<Expression, { kind: "variable" | "member" }> | undefined {
  if (pipeline.kind !== "expression") return undefined;
  const { expression } = pipeline;
  return expression.kind === "variable" || expression.kind === "member" ? expression : undefined;
}

/** Takes a pipeline, and what follows it after `&&` and `||`. */
export function parseChain(cursor: Cursor): PipelineChain {
  cursor.skipBlanks();
  const start = cursor.at;
  const first = parsePipeline(cursor);
  const rest: PipelineChain["rest"][number][] = [];
  for (;;) {
    const end = cursor.at;
    cursor.skipBlanks();
    const operator = cursor.match(/&&|\|\||[|&<>]|[1-6*]>/y);
    if (operator !== "&&" && operator !== "||") {
      if (operator !== undefined) refuseOperator(cursor, operator);
      cursor.at = end;
      return { kind: "chain", first, rest, extent: cursor.extentFrom(start) };
    }
    const at = cursor.at;
    cursor.at += 2;
    if (cursor.edition.isDesktop) {
      const message = `The token '${operator}' is not a valid statement separator in this version.`;
      return cursor.fail(message, "InvalidEndOfLine", cursor.extentFrom(at));
    }
    cursor.skipLines();
    if (parseKeyword(cursor) !== undefined) return cursor.refuse("keyword after && or ||");
    rest.push({ operator, pipeline: parsePipeline(cursor) });
  }
}

function refuseOperator(cursor: Cursor, operator: string): never {
  if (operator === "|") return cursor.refuse("pipes");
  if (operator !== "&") return cursor.refuse("redirections");
  if (!cursor.edition.isDesktop) return cursor.refuse("jobs in the background");
  return cursor.fail(
    "The ampersand (&) character is not allowed. The & operator is reserved for future use; " +
      'wrap an ampersand in double quotation marks ("&") to pass it as part of a string.',
    "AmpersandNotAllowed",
  );
}

/** An expression if one can begin here, else a command: PowerShell decides by the first token alone. */
function parsePipeline(cursor: Cursor): Pipeline {
  cursor.skipBlanks();
  const start = cursor.at;
  if (cursor.peek() === "&" && cursor.peek(1) !== "&") {
    cursor.at++;
    return parseCommand(cursor, start, true);
  }
  const next = cursor.peek(1);
  if (
    cursor.peek() === "." &&
    (endsWord(next) || next === "$" || isSingleQuote(next) || isDoubleQuote(next))
  ) {
    return cursor.refuse("calling with a dot");
  }
  if (cursor.peek() === "|") return cursor.refuse("pipes");
  if (cursor.match(/[1-6*]?>|</y) !== undefined) return cursor.refuse("redirections");
  const expression = parseExpression(cursor);
  if (expression !== undefined) return { kind: "expression", expression, extent: cursor.extentFrom(start) };
  if (isDash(cursor.peek()) || cursor.match(/\+/y) !== undefined) {
    return cursor.refuse("statement that begins with a sign");
  }
  return parseCommand(cursor, start, false);
}
