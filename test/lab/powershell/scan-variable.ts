import { isDoubleQuote, startsVariable } from "./characters";
import { Cursor } from "./cursor";
import { parseStatements } from "./parse-statements";
import type { Expression, Variable } from "./syntax";

/** Takes `$name`, `${name}` or `$(...)` inside a string or a word; undefined, nothing taken, if the `$` is only a `$`. */
export function scanDollar(cursor: Cursor): Expression | undefined {
  if (cursor.peek(1) === "(") return scanSubexpression(cursor);
  return cursor.peek(1) === "{" || startsVariable(cursor.peek(1)) ? scanVariable(cursor) : undefined;
}

/** Takes a variable; a `$` and the first character of a name stand next. */
export function scanVariable(cursor: Cursor): Variable {
  const start = cursor.at++;
  if (cursor.peek() === "{") {
    const braced = cursor.match(/\{[^{}`"\u201c-\u201e]+\}/y);
    if (braced === undefined) return cursor.refuse("such a variable in braces");
    cursor.at += braced.length;
    return variable(cursor, start, braced.slice(1, -1));
  }
  // `$$`, `$?` and `$^` are whole names; a colon belongs to the name unless another follows.
  const name = cursor.match(/[$?^]|(?:[\p{L}\p{Nd}_?]|:(?!:))+/uy) ?? cursor.refuse("such a variable");
  cursor.at += name.length;
  return variable(cursor, start, name);
}

function variable(cursor: Cursor, start: number, name: string): Variable {
  const extent = cursor.extentFrom(start);
  const drive = /^([^:]*):(.*)$/s.exec(name);
  if (drive?.[2] === "") {
    return cursor.fail(
      "Variable reference is not valid. ':' was not followed by a valid variable name character. " +
        `Consider using \${} to delimit the name.`,
      "InvalidVariableReferenceWithDrive",
      extent,
    );
  }
  if (drive !== null && drive[1]?.toLowerCase() !== "env") {
    return cursor.refuse(`variable of a scope or drive: $${name}`);
  }
  return { kind: "variable", name, extent };
}

/**
 * Takes `$(...)` inside a string. PowerShell finds its end by counting parentheses, those between quotes too, and
 * makes one quote of two before it reads the inside; positions are those in that text.
 */
function scanSubexpression(cursor: Cursor): Expression {
  const start = cursor.at;
  cursor.at += 2;
  let inside = "";
  for (let depth = 1; ; ) {
    const character = cursor.take();
    if (character === "") {
      cursor.at = cursor.text.length;
      return cursor.fail(
        "The subexpression is missing the closing ')'.",
        "IncompleteDollarSubexpressionReference",
        cursor.extentFrom(start),
      );
    }
    if (character === "(") depth++;
    if (character === ")" && --depth === 0) break;
    const pair = (character === "`" || isDoubleQuote(character)) && isDoubleQuote(cursor.peek());
    inside += pair ? cursor.take() : character;
  }
  const statements = parseStatements(new Cursor(inside, cursor.edition), "");
  return { kind: "subexpression", statements, extent: cursor.extentFrom(start) };
}
