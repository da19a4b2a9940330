/** One command of a line, as cmd would run it: carets are gone, quotes are still there. */
export interface CmdCommand {
  readonly text: string;
  /** What must hold of the last exit code, or it does not run. */
  readonly conditions: readonly ErrorLevel[];
  /** The commands in brackets that it consists of. */
  readonly group?: Extract<CmdLine, { kind: "commands" }>;
  /** Where its two streams go; undefined is to the caller. */
  readonly outputTo: RedirectionTarget;
  readonly errorsTo: RedirectionTarget;
}

/** `{ file, append }` for `>` and `>>`; "output" for `2>&1`. */
export type RedirectionTarget = undefined | "output" | { readonly file: string; readonly append: boolean };

/** `if [not] errorlevel LEVEL`: whether the last exit code is at least that. */
export interface ErrorLevel {
  readonly not: boolean;
  readonly level: number;
}

/** Runs the next command always, after success, or after failure. */
export type CmdOperator = "&" | "&&" | "||";

/** A line in pieces: `commands[n]` and `commands[n + 1]` stand around `operators[n]`. */
export type CmdLine =
  | {
      readonly kind: "commands";
      readonly commands: readonly CmdCommand[];
      readonly operators: readonly CmdOperator[];
    }
  | { readonly kind: "unexpected"; readonly token: string }
  | { readonly kind: "notSimulated"; readonly what: string };

/** Expands `%NAME%` as cmd does for a typed line: also between quotes; an unknown name stays as it stands. */
export function expandPercents(line: string, environment: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(environment).map(([name, value]) => [name.toLowerCase(), value]));
  let expanded = "";
  let from = 0;
  for (let at = line.indexOf("%"); at >= 0; ) {
    const end = line.indexOf("%", at + 1);
    const value = end < 0 ? undefined : values.get(line.slice(at + 1, end).toLowerCase());
    if (value !== undefined) {
      expanded += line.slice(from, at) + value;
      from = end + 1;
    }
    at = line.indexOf("%", value === undefined ? at + 1 : from);
  }
  return expanded + line.slice(from);
}

/** Takes a line, percents already expanded, apart at its operators. Everything after a line break is lost, as in cmd. */
export function splitCmdLine(line: string): CmdLine {
  const source = line.split(/[\r\n]/)[0] ?? "";
  const commands: CmdCommand[] = [];
  const operators: CmdOperator[] = [];
  let current = new PendingCommand();
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (current.isRemark()) {
      current.text += source.slice(at);
      break;
    }
    const plain = current.isSettled ? plainFrom(source, at, quoted) : "";
    if (plain !== "") {
      current.text += plain;
      at += plain.length - 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (quoted || character === '"') {
      current.text += character;
    } else if (character === "^") {
      current.text += source.charAt(++at);
    } else if (character === "&" || (character === "|" && source.charAt(at + 1) === "|")) {
      const operator =
        source.charAt(at + 1) === character ? (`${character}${character}` as CmdOperator) : "&";
      if (current.isEmpty()) return { kind: "unexpected", token: operator };
      // It would take everything behind it into its body.
      if (current.isConditional()) return { kind: "notSimulated", what: "condition before more commands" };
      at += operator.length - 1;
      commands.push(current.finish());
      operators.push(operator);
      current = new PendingCommand();
    } else if (character === "|") {
      return { kind: "notSimulated", what: "pipes" };
    } else if (character === "(" && current.mayBeginGroup()) {
      const end = endOfGroup(source, at);
      const group = splitCmdLine(source.slice(at + 1, end));
      if (group.kind !== "commands") return group;
      if (end === source.length) return { kind: "unexpected", token: "(" };
      if (!/^\s*(?:$|&)/.test(source.slice(end + 1)))
        return { kind: "notSimulated", what: "words after a bracket" };
      current.group = group;
      at = end;
    } else if (character === "<") {
      return { kind: "notSimulated", what: "input from a file" };
    } else if (character === ">") {
      const taken = current.redirect(source.slice(at));
      if (taken === 0) return { kind: "unexpected", token: ">" };
      at += taken - 1;
    } else {
      current.text += character;
    }
  }
  if (!current.isEmpty()) commands.push(current.finish());
  else if (operators.length > 0 && operators.pop() !== "&") return { kind: "unexpected", token: "&&" };
  return { kind: "commands", commands, operators };
}

const plainInQuotes = /[^"]+/y;
const plainOutside = /[^"^&|(<>]+/y;

/** The characters from here on that mean nothing to cmd: lines are long, and are taken apart a great many times. */
function plainFrom(source: string, at: number, quoted: boolean): string {
  const characters = quoted ? plainInQuotes : plainOutside;
  characters.lastIndex = at;
  return characters.exec(source)?.[0] ?? "";
}

/** Where the group that begins here ends; the end of the source where it does not. */
function endOfGroup(source: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "^") at++;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at;
  }
  return source.length;
}

const condition = /^\s*if\s+(not\s+)?errorlevel\s+(\d+)\s+/i;

class PendingCommand {
  text = "";
  group: CmdCommand["group"];
  private outputTo: RedirectionTarget;
  private errorsTo: RedirectionTarget;
  /** Whether the first word can still turn out to be `rem`. */
  private mayBeRemark = true;

  /** Whether its first word is known not to be `rem`. */
  get isSettled(): boolean {
    return !this.mayBeRemark;
  }

  isEmpty(): boolean {
    return this.text.trim() === "" && this.group === undefined;
  }

  isConditional(): boolean {
    return condition.test(this.text);
  }

  /** Nothing but conditions stands before it. */
  mayBeginGroup(): boolean {
    return this.takeConditions().rest.trim() === "";
  }

  /** From its second word on, `rem` swallows the rest of the line, operators included. */
  isRemark(): boolean {
    if (!this.mayBeRemark) return false;
    if (/^[\s@]*rem\s+[^\s]/i.test(this.text)) return true;
    this.mayBeRemark = /^[\s@]*(?:r(?:e(?:m\s*)?)?)?$/i.test(this.text);
    return false;
  }

  /** Reads a redirection at the start of `rest`; returns its length, 0 if it has no target. */
  redirect(rest: string): number {
    const found = /^(>>?)\s*(&1|"[^"]*"|[^\s&|<>^"]+)/.exec(rest);
    const target = found?.[2];
    if (found === null || target === undefined) return 0;
    const stream = /(?:^|\s)([12])$/.exec(this.text)?.[1];
    if (stream !== undefined) this.text = this.text.slice(0, -1);
    const to: RedirectionTarget =
      target === "&1" ? "output" : { file: target.replaceAll('"', ""), append: found[1] === ">>" };
    if (stream === "2") this.errorsTo = to;
    else this.outputTo = to;
    return found[0].length;
  }

  finish(): CmdCommand {
    const { rest, conditions } = this.takeConditions();
    const { outputTo, errorsTo, group } = this;
    return { text: rest, conditions, outputTo, errorsTo, ...(group === undefined ? {} : { group }) };
  }

  private takeConditions(): { readonly rest: string; readonly conditions: ErrorLevel[] } {
    const conditions: ErrorLevel[] = [];
    let rest = this.text;
    for (let found = condition.exec(rest); found !== null; found = condition.exec(rest)) {
      conditions.push({ not: found[1] !== undefined, level: Number(found[2]) });
      rest = rest.slice(found[0].length);
    }
    return { rest, conditions };
  }
}
