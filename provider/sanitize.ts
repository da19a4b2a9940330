/*
 * The one place where text from a peer, a program or a registry becomes part of a sentence. Sentences reach terminals and the logs of CI
 * systems, which act upon what they read there.
 */

/** What stands where a text was cut: the redactor looks for it, since half a secret may come before it. */
export const cutMark = "…";

/** What stands where a secret stood. */
export const redacted = "[secret]";

/** The most characters of foreign text in one quotation. */
export const longestQuotation = 120;

/** Of a longer text only this much is looked at. */
const longestLook = 4096;

const beyondAscii = /[^\x20-\x7e]+/g;
/**
 * Control characters, format characters (which turn text around or hide it), halves of pairs, every kind of blank, and what is drawn as
 * nothing although it counts as a letter, a mark or a sign: Hangul fillers, variation selectors, the empty Braille pattern.
 */
const unprintable = /[\p{C}\p{Z}\p{DI}\u2800]+/gu;

/** What a CI system or Pulumi carries out where it stands in a log, and what stands there instead. */
const directives: readonly (readonly [RegExp, string])[] = [
  // Azure Pipelines, TeamCity and earlier GitHub runners: ##vso[…], ##teamcity[…], ##[…].
  [/#(?=#)/g, "# "],
  // GitHub Actions: ::error …::, and ::NAME:: of a program's own choice.
  [/:(?=:\S)/g, ": "],
  // Pulumi's colours: <{%reset%}>.
  [/<(?=\{%)/g, "< "],
  [/%(?=\}>)/g, "% "],
  // GitLab's and Travis' sections.
  [/(section|travis)_(?=start|end|fold|time)/gi, "$1_ "],
];

let redact = (text: string): string => text;

/** Has foreign text redacted before it is cut: of half a secret nothing could tell what it was. Whoever knows the secrets says so once. */
export function redactForeignTextBy(redactor: (text: string) => string): void {
  redact = redactor;
}

/** Foreign text as a part of a sentence: in quotes, one line, short, and nothing that a terminal or a CI system acts upon; `nothing` where none is left. */
export function quoteForeign(text: string, longest = longestQuotation): string {
  return inQuotes(sanitize(text, longest));
}

/** The same for text whose encoding is known: letters of any language. */
export function quoteForeignUnicode(text: string, longest = longestQuotation): string {
  return inQuotes(sanitizeUnicode(text, longest));
}

/** The content of such a quotation. Printable ASCII, since a host's code page is not known. */
export function sanitize(text: string, longest = longestQuotation): string {
  return shortened(text, beyondAscii, longest);
}

/** The same for text whose encoding is known. */
export function sanitizeUnicode(text: string, longest = longestQuotation): string {
  return shortened(text, unprintable, longest);
}

/** A name or an identifier, as a part of a sentence: as it is where it is plain, else as a quotation. */
export function nameForeign(name: string): string {
  return /^\{?[A-Za-z0-9][A-Za-z0-9._-]{0,63}\}?$/.test(name) ? name : quoteForeignUnicode(name);
}

/** The whole of a text in each form that a quotation may give it: a secret is looked for in these, too. */
export function quotedForms(text: string): readonly string[] {
  return [beyondAscii, unprintable].map((characters) => harmless(text, characters));
}

/** A whole sentence on its way out. Its quotations are harmless already; this is for what came into it by another way. */
export function onOneLine(sentence: string): string {
  return sentence.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{DI}\p{Zl}\p{Zp}]+/gu, " ").replace(/<(?=\{%)/g, "< ");
}

function inQuotes(text: string): string {
  return text === "" ? "nothing" : `"${text}"`;
}

function shortened(text: string, unwanted: RegExp, longest: number): string {
  const seen = text.length > longestLook ? `${text.slice(0, longestLook)}${cutMark}` : text;
  const clean = harmless(redact(seen).replace(/…$/, ""), unwanted);
  if (seen === text && clean.length <= longest) return clean;
  const inside = clean.lastIndexOf(redacted, longest - 1);
  const end = inside >= 0 ? Math.max(longest, inside + redacted.length) : longest;
  // Half of a pair is no character.
  const kept = clean.slice(0, end).replace(/[\ud800-\udbff]$/, "");
  return `${kept.trimEnd()}${cutMark}`;
}

function harmless(text: string, unwanted: RegExp): string {
  const printable = text.replace(unwanted, " ").replaceAll('"', "'").trim();
  return directives.reduce((whole, [directive, broken]) => whole.replace(directive, broken), printable);
}
