import { areHeldToRecordings, howToRecord, recorded } from "./recordings";

/** A line of the product: programs with their arguments, each followed by its mark, and perhaps a last one without. */
export interface ShellLine {
  readonly nonce: string;
  readonly programs: readonly (readonly string[])[];
  readonly last?: { readonly words: readonly string[]; readonly onlyIfSucceeded: boolean };
}

/** The stand-in does not know a line, or not this spelling of it. */
export class UnknownLineError extends Error {}

/** Reads a line that the product hands to PowerShell over SSH; throws UnknownLineError at one that no real PowerShell has answered. */
export function readLine(line: string): ShellLine {
  if (areHeldToRecordings && !recordedForms().has(formOf(line))) throw new UnknownLineError(howToRecord);
  return readShellLine(line);
}

const head =
  /^\$pwi = \$env:SystemRoot \+ '\\System32'; if \(\$env:PROCESSOR_ARCHITEW6432\) \{ \$pwi = \$env:SystemRoot \+ '\\Sysnative' \}; \$LASTEXITCODE = 9009; if \(\$LASTEXITCODE -ne 9009\) \{ '([a-z][a-z0-9]*)\.' \+ 'fixed'; exit 9009 \}; '\1\.' \+ 'begin'; /;
const start = "$LASTEXITCODE = 9009; try { ";
const guard = "if ($LASTEXITCODE -eq 0) { ";
const end = "exit $LASTEXITCODE";

/**
 * Takes a line apart: its head, programs with plain words and texts between single quotes, each with its mark, perhaps the request for a
 * restart, and the exit code. Throws UnknownLineError at everything else, also at what 5.1 and 7 pass on in different ways: an empty
 * argument, a double quote, a backslash before a closing quote.
 */
export function readShellLine(line: string): ShellLine {
  const [whole = "", nonce = ""] = head.exec(line) ?? [];
  if (whole === "") throw new UnknownLineError(`not known: ${line}`);
  const programs: (readonly string[])[] = [];
  let rest = line.slice(whole.length);
  const take = (text: string) => {
    if (!rest.startsWith(text)) throw new UnknownLineError(`not known: ${rest}`);
    rest = rest.slice(text.length);
  };
  const program = () => {
    take(start);
    const { words, rest: after } = readCommand(rest);
    rest = after;
    return words;
  };
  while (rest !== end) {
    const onlyIfSucceeded = rest.startsWith(guard);
    if (onlyIfSucceeded) take(guard);
    const words = program();
    if (onlyIfSucceeded || rest.startsWith(" } catch { }")) {
      take(onlyIfSucceeded ? " } catch { } }; " : " } catch { }; ");
      take(end);
      if (rest !== "") throw new UnknownLineError(`not known: ${rest}`);
      return { nonce, programs, last: { words, onlyIfSucceeded } };
    }
    take(
      ` } catch { '${nonce}.why.' + $_.FullyQualifiedErrorId }; '${nonce}.${programs.length}.' + $LASTEXITCODE; `,
    );
    programs.push(words);
  }
  return { nonce, programs };
}

/** A word that every PowerShell takes as it is typed: no operator, no variable but that of Windows' drive, no expansion or number that it would write otherwise. */
const plainWord = /^(?:-[A-Za-z]+|\$env:SystemDrive|[A-Za-z0-9_/][A-Za-z0-9/:._\\-]*)(?=$|[ ;])/;

/** Between single quotes only a single quote means something, and two of them are one. Curly quotes would end it, too. */
const quotedText = /^'((?:[\x20-\x26\x28-\x7e]|'')*)'(?=$|[ ;])/;

function readCommand(text: string): { words: readonly string[]; rest: string } {
  const [path = "", name = ""] = /^& \$pwi\\([a-z-]+)\.exe(?= )/.exec(text) ?? [];
  if (path === "") throw new UnknownLineError(`not known: ${text}`);
  const words = [name];
  const alone = text.slice(path.length);
  if (!/^ [^}]/.test(alone)) return { words, rest: alone };
  for (let rest = alone.slice(1); ; rest = rest.slice(1)) {
    const plain = plainWord.exec(rest)?.[0];
    const quoted = plain === undefined ? quotedText.exec(rest) : null;
    const word = plain ?? quoted?.[1]?.replaceAll("''", "'");
    if (word === undefined) throw new UnknownLineError(`not known: ${rest}`);
    if (word === "" || word.includes('"') || word.endsWith("\\")) {
      throw new UnknownLineError(`passed on in different ways: ${rest}`);
    }
    words.push(word === "$env:SystemDrive" ? "C:" : word);
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
