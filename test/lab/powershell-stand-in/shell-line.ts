import { areHeldToRecordings, howToRecord, recorded } from "./recordings";

/** A part of a line: a program with its arguments, alone or only if the one before ended with 0, or the end with its exit code. */
export type Statement =
  | { readonly kind: "program"; readonly words: readonly string[]; readonly onlyIfSucceeded: boolean }
  | { readonly kind: "exit" };

/** The stand-in does not know a line, or not this spelling of it. */
export class UnknownLineError extends Error {}

/** Reads a line that the product hands to PowerShell over SSH; throws UnknownLineError at one that no real PowerShell has answered. */
export function readLine(line: string): Statement[] {
  if (areHeldToRecordings && !recordedForms().has(formOf(line))) throw new UnknownLineError(howToRecord);
  return readStatements(line);
}

/**
 * Takes a line apart by PowerShell's rules: programs with plain words and texts between single quotes, `;`, the guard of a restart
 * and the exit code. Throws UnknownLineError at everything else, also at what 5.1 and 7 pass on in different ways: an empty argument,
 * a double quote, a backslash before a closing quote.
 */
export function readStatements(line: string): Statement[] {
  const statements: Statement[] = [];
  for (let rest = line; ; ) {
    const guard = /^if \(\$LASTEXITCODE -eq 0\) \{ /.exec(rest)?.[0] ?? "";
    const exit = /^exit \$LASTEXITCODE(?=$|;)/.exec(rest)?.[0];
    if (exit === undefined) {
      const command = readCommand(rest.slice(guard.length));
      statements.push({ kind: "program", words: command.words, onlyIfSucceeded: guard !== "" });
      rest = command.rest;
      if (guard !== "") {
        if (!rest.startsWith(" }")) throw new UnknownLineError(`block without its end: ${rest}`);
        rest = rest.slice(2);
      }
    } else {
      statements.push({ kind: "exit" });
      rest = rest.slice(exit.length);
    }
    if (rest === "") return statements;
    if (!rest.startsWith("; ")) throw new UnknownLineError(`not known: ${rest}`);
    rest = rest.slice(2);
  }
}

/** A word that every PowerShell takes as it is typed: no operator, variable, expansion or number that it would write otherwise. */
const plainWord = /^(?:-[A-Za-z]+|[A-Za-z0-9_/][A-Za-z0-9/:._\\-]*)(?=$|[ ;])/;

/** Between single quotes only a single quote means something, and two of them are one. Curly quotes would end it, too. */
const quotedText = /^'((?:[\x20-\x26\x28-\x7e]|'')*)'(?=$|[ ;])/;

function readCommand(text: string): { words: readonly string[]; rest: string } {
  const words: string[] = [];
  for (let rest = text; ; rest = rest.slice(1)) {
    const plain = plainWord.exec(rest)?.[0];
    const quoted = plain === undefined ? quotedText.exec(rest) : null;
    const word = plain ?? quoted?.[1]?.replaceAll("''", "'");
    // A line that begins with a quote is a text and no command.
    if (word === undefined || (plain === undefined && words.length === 0)) {
      throw new UnknownLineError(`not known: ${rest}`);
    }
    if (word === "" || word.includes('"') || word.endsWith("\\")) {
      throw new UnknownLineError(`passed on in different ways: ${rest}`);
    }
    words.push(word);
    rest = rest.slice((plain ?? quoted?.[0] ?? "").length);
    if (!/^ [^}]/.test(rest)) return { words, rest };
  }
}

/** What all lines have in common that differ in their texts and numbers only. */
export function formOf(line: string): string {
  return line.replace(/'(?:[^']|'')*'/g, "'…'").replace(/ -([dt]) [^\s;']+/g, " -$1 …");
}

let forms: ReadonlySet<string> | undefined;

function recordedForms(): ReadonlySet<string> {
  forms ??= new Set(recorded("lines").map(({ text }) => formOf(text)));
  return forms;
}
