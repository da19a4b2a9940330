import { escapedForRuntime } from "./c-runtime-quoting";
import { toText } from "./conversions";
import type { Edition } from "./edition";
import { NotSimulatedError } from "./refusals";
import type { Expression } from "./syntax";
import { isList, ScriptBlock, type Value } from "./values";
import type { EvaluatedWord } from "./words";

/** Programs that pwsh 7.3 and later still give their words in the old way (PSNativeCommandArgumentPassing, Windows). */
const alwaysLegacy = /(?:^|\\)(?:(?:cmd|cscript|find|sqlcmd|wscript)(?:\.exe)?|.*\.(?:js|wsf|cmd|bat|vbs))$/i;

/** The words of a native command as the one command line that Windows knows, without the program. */
export function nativeCommandLine(path: string, words: readonly EvaluatedWord[], edition: Edition): string {
  if (edition.argumentPassing === "legacy" || alwaysLegacy.test(path)) {
    return words.map((word) => legacyWord(word, edition)).join(" ");
  }
  return words.flatMap(standardWords).map(escapedForRuntime).join(" ");
}

/** Windows PowerShell and early pwsh: quotes around what has blanks outside quotes, and nothing escaped inside. */
function legacyWord(word: EvaluatedWord, edition: Edition): string {
  const name = word.kind === "parameter" ? word.text + (word.spaced ? " " : "") : "";
  return (
    name +
    together(
      word,
      texts(word).map((text) => legacyQuoted(text, edition)),
    )
  );
}

function legacyQuoted(text: string, edition: Edition): string {
  if (!needsQuotes(text)) return text;
  // Only pwsh keeps a backslash at the end from escaping the quote that follows it.
  const end = edition.isDesktop ? "" : (/\\*$/.exec(text)?.[0] ?? "");
  return `"${text}${end}"`;
}

function needsQuotes(text: string): boolean {
  let quotes = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) === '"' && text.charAt(at - 1) !== "\\") quotes++;
    else if (/\s/.test(text.charAt(at)) && quotes % 2 === 0) return true;
  }
  return false;
}

/** pwsh 7.3 and later: a list of words, each of which arrives as it is. */
function standardWords(word: EvaluatedWord): string[] {
  const found = literalList(word) === undefined ? texts(word) : split(together(word, texts(word)));
  if (word.kind === "argument") return found;
  if (!word.text.endsWith(":") || word.spaced) return [word.text, ...found];
  return found.map((text) => word.text + text);
}

function split(text: string): string[] {
  return text.split(" ").filter((piece) => piece !== "");
}

function texts(word: EvaluatedWord): string[] {
  const { value, expression } = word;
  if (value === undefined || value === null) return [];
  if (value instanceof Uint8Array) return [...value].map(String);
  if (!isList(value)) return [textOf(value, expression)];
  const items = literalList(word);
  return value.filter((item) => item !== null).map((item, at) => textOf(item, items?.[at]));
}

/** A number arrives as it was spelt. */
function textOf(value: Value, expression: Expression | undefined): string {
  if (value instanceof ScriptBlock) throw new NotSimulatedError("block as an argument of a program");
  if (expression?.kind !== "number") return toText(value);
  const { source, start, end } = expression.extent;
  return source.slice(start, end);
}

/** The items of a list that stands among the words with its commas. */
function literalList({ expression }: EvaluatedWord): readonly Expression[] | undefined {
  if (expression?.kind !== "list") return undefined;
  if (expression.items.some((item) => (item.kind !== "text" || item.quoted) && item.kind !== "number")) {
    throw new NotSimulatedError("list of anything but plain words for a program");
  }
  return expression.items;
}

/** A list that stands among the words keeps its commas, and blanks beside them; any other list gets blanks. */
function together(word: EvaluatedWord, found: readonly string[]): string {
  const items = literalList(word);
  if (items === undefined) return found.join(" ");
  return found.reduce((text, next, at) => {
    const [before, after] = [items[at - 1]?.extent, items[at]?.extent];
    const between =
      before === undefined || after === undefined ? "," : before.source.slice(before.end, after.start);
    return text + between.replace(/\s+/g, " ") + next;
  });
}
