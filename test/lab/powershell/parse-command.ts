import { endsWord, isBlank, isDoubleQuote, isSingleQuote, startsVariable } from "./characters";
import { type Cursor, failUnexpected } from "./cursor";
import { parsePrimary } from "./parse-primary";
import { scanVariable } from "./scan-variable";
import { scanParameter, scanWord, scanWordArgument } from "./scan-word";
import type { Command, CommandElement, Expression } from "./syntax";

/** Takes a command with its words; `invoked` if `&` has been taken already. */
export function parseCommand(cursor: Cursor, start: number, invoked: boolean): Command {
  cursor.skipBlanks();
  if (endsWord(cursor.peek()) && !(invoked && "({".includes(cursor.peek()) && cursor.peek() !== "")) {
    return failUnexpected(cursor);
  }
  const name = invoked ? parseElement(cursor) : scanName(cursor);
  const elements: CommandElement[] = [];
  let end = cursor.at;
  for (;;) {
    cursor.skipBlanks();
    if (endsWord(cursor.peek()) && !"({,".includes(cursor.peek() || " ")) break;
    if (cursor.peek() === ",") cursor.fail("Missing argument in parameter list.", "MissingArgument");
    refuseUnknown(cursor);
    elements.push(parseParameter(cursor) ?? { kind: "argument", value: parseArgument(cursor) });
    end = cursor.at;
  }
  const extent = { source: cursor.text, start, end };
  return { kind: "command", invoked, name, elements, extent };
}

/** A name that is not called with `&` expands nothing. */
function scanName(cursor: Cursor): Expression {
  const start = cursor.at;
  const value = scanWord(cursor).literal;
  return { kind: "text", value, quoted: false, extent: cursor.extentFrom(start) };
}

function refuseUnknown(cursor: Cursor): void {
  if (cursor.match(/[1-6*]?>|</y) !== undefined) cursor.refuse("redirections");
  if (cursor.match(/--%?(?![^\s&(),;{|}])/y) !== undefined) cursor.refuse("-- or --% among the words");
}

function parseParameter(cursor: Cursor): CommandElement | undefined {
  const word = scanParameter(cursor);
  if (word === undefined) return undefined;
  const { text, name } = word;
  if (!word.colon) return { kind: "parameter", text, name, spaced: false };
  const spaced = isBlank(cursor.peek());
  cursor.skipBlanks();
  if (endsWord(cursor.peek()) && !"({".includes(cursor.peek() || " ")) {
    return cursor.fail(`Parameter ${text} requires an argument.`, "ParameterRequiresArgument");
  }
  refuseUnknown(cursor);
  return { kind: "parameter", text, name, value: parseArgument(cursor), spaced };
}

/** One argument, or several with commas between them. */
function parseArgument(cursor: Cursor): Expression {
  const first = parseElement(cursor);
  const items = [first];
  for (;;) {
    const before = cursor.at;
    cursor.skipBlanks();
    if (!cursor.takeIf(",")) {
      cursor.at = before;
      break;
    }
    cursor.skipLines();
    if (endsWord(cursor.peek()) && !"({".includes(cursor.peek() || " ")) {
      return cursor.fail("Missing expression after ','.", "MissingExpression");
    }
    refuseUnknown(cursor);
    items.push(parseElement(cursor));
  }
  return items.length === 1 ? first : { kind: "list", items, extent: cursor.extentFrom(first.extent.start) };
}

function parseElement(cursor: Cursor): Expression {
  const character = cursor.peek();
  if (isSingleQuote(character) || isDoubleQuote(character) || /[({@\d.]/.test(character)) {
    return parsePrimary(cursor, "command") ?? scanWordArgument(cursor);
  }
  if (character !== "$" || !isWholeVariable(cursor)) return scanWordArgument(cursor);
  return parsePrimary(cursor, "command") ?? scanWordArgument(cursor);
}

/** Whether the variable that begins here is a word of its own and not the beginning of an expandable one. */
function isWholeVariable(cursor: Cursor): boolean {
  if (cursor.peek(1) === "(") return true;
  if (cursor.peek(1) !== "{" && !startsVariable(cursor.peek(1))) return false;
  const start = cursor.at;
  const { name, extent } = scanVariable(cursor);
  const after = cursor.peek();
  const colons = cursor.match(/::/y) !== undefined;
  cursor.at = start;
  const braced = cursor.text.charAt(extent.start + 1) === "{";
  const special = /^[$?^]$/.test(name) && !braced;
  return (
    endsWord(after) ||
    (!special && (after === "." || after === "[" || (!braced && (after === "=" || colons))))
  );
}
