import { isBlank, isLineBreak } from "./characters";
import type { Edition } from "./edition";
import { type Extent, NotSimulatedError, ParseError } from "./refusals";

/** A place in a text that is being parsed. */
export class Cursor {
  at = 0;

  constructor(
    readonly text: string,
    readonly edition: Edition,
  ) {}

  /** The next character, or one further on; "" at the end. */
  peek(further = 0): string {
    return this.text.charAt(this.at + further);
  }

  take(): string {
    return this.text.charAt(this.at++);
  }

  /** Takes this character if it is next. */
  takeIf(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  /** What the pattern, a sticky one, finds here; not taken. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  /** Steps over blanks between words. */
  skipBlanks(): void {
    while (isBlank(this.peek())) this.at++;
    if (this.peek() === "#" || this.match(/<#/y) !== undefined) this.refuse("comments");
    if (this.peek() !== "`") return;
    if (isLineBreak(this.peek(1))) this.refuse("backtick at the end of a line");
    if (isBlank(this.peek(1)) || this.peek(1) === "") this.refuse("backtick before a blank");
  }

  /** Steps over blanks and line breaks. */
  skipLines(): void {
    this.skipBlanks();
    while (isLineBreak(this.peek())) {
      this.at++;
      this.skipBlanks();
    }
  }

  extentFrom(start: number): Extent {
    return { source: this.text, start, end: this.at };
  }

  /** Gives up with an error of PowerShell's, at the next character unless told. */
  fail(message: string, errorId: string, extent?: Extent): never {
    const here = { source: this.text, start: this.at, end: this.at + 1 };
    throw new ParseError(message, errorId, extent ?? here, this.at >= this.text.length);
  }

  /** Gives up on what is not simulated. */
  refuse(what: string): never {
    throw new NotSimulatedError(what);
  }
}

/** Gives up on what stands next, which nothing expects. */
export function failUnexpected(cursor: Cursor): never {
  const start = cursor.at;
  const token = cursor.match(/&&|\|\||[^\s&(),;{|}]+|./y) ?? "";
  const extent = { source: cursor.text, start, end: start + Math.max(token.length, 1) };
  return cursor.fail(`Unexpected token '${token}' in expression or statement.`, "UnexpectedToken", extent);
}
