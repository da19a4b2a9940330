import { longestQuotation } from "../sanitize";
import { type CommandAnswer, saying, type Unread } from "./line-answer";
import type { PresentRegistryValue, RegistryType, RegistryValue } from "./registry-value";
import { absent } from "./registry-value";

/** What a host says about one value of one key. */
export type ValueReading =
  /** reg.exe printed the value, or said that there is none of this name. */
  | { readonly state: "known"; readonly value: RegistryValue }
  /** reg.exe could read neither the value nor its key, which is missing or denied. */
  | { readonly state: "keyUnread" }
  | Unread;

/**
 * Reads the answers to `queryValue` and `queryKey`. reg.exe ends with 1 for a missing value, a missing key and denied access alike, so a value is absent
 * only where its key was listed without it. A value that is there must stand in the listing as well, letter by letter: a text may have any number of
 * lines, and a line that somebody else printed must not become one of them.
 */
export function readValue(
  byName: CommandAnswer,
  listing: CommandAnswer,
  path: string,
  name: string,
): ValueReading {
  if (!byName.succeeded && !listing.succeeded) return { state: "keyUnread" };
  const unread = () => unreadValue(byName, listing, name);
  if (!listing.succeeded || !listsKey(listing, path)) return unread();
  const listed = printedLines(listing);
  if (!byName.succeeded) {
    return listed.some((line) => mayName(line, name)) ? unread() : { state: "known", value: absent };
  }
  const lines = linesOfValue(byName, path, name);
  const value = lines === undefined ? undefined : parseValue(lines);
  if (lines === undefined || value === undefined || !holds(listed, lines)) return unread();
  return { state: "known", value };
}

function unreadValue(byName: CommandAnswer, listing: CommandAnswer, name: string): Unread {
  const [first, second] = [byName, listing].map((answer) => saying(answer, longestQuotation / 2));
  return { state: "unread", came: `asked for ${name} reg.exe ${first}, and for its key it ${second}` };
}

/** Reads the answer to `queryValue` alone; undefined where there is no value, or nothing that can be believed. */
export function readNamedValue(
  answer: CommandAnswer,
  path: string,
  name: string,
): PresentRegistryValue | undefined {
  const lines = answer.succeeded ? linesOfValue(answer, path, name) : undefined;
  return lines === undefined ? undefined : parseValue(lines);
}

/** Whether the answer to `queryKey` shows the key: its own name, or that of a key below it (a key without values is not printed). */
export function listsKey(listing: CommandAnswer, path: string): boolean {
  const wanted = fullKey(path);
  const keys = listing.succeeded ? printedLines(listing).map((line) => line.toLowerCase()) : [];
  return keys.some((key) => key === wanted || key.startsWith(`${wanted}\\`));
}

/** The names in the answer to `queryKey`, as they are printed. A text of several lines may imitate one: they are for messages alone. */
export function listedNames(listing: CommandAnswer): string[] {
  if (!listing.succeeded) return [];
  return printedLines(listing).flatMap((line) => takeLineApart(line)?.name ?? []);
}

/**
 * The lines of the one value in the answer to `queryValue`: after empty lines and XP's banner the key, then the value, which may be a text of several
 * lines, then one empty line. Undefined where anything else was printed.
 */
function linesOfValue(answer: CommandAnswer, path: string, name: string): string[] | undefined {
  const lines = printedLines(answer);
  const start = lines.findIndex((line) => line !== "" && !line.startsWith("! REG.EXE VERSION "));
  if (lines[start]?.toLowerCase() !== fullKey(path)) return undefined;
  const value = lines.slice(start + 1);
  // The end of the last line, and the empty line.
  for (let ends = 0; ends < 2 && value.at(-1) === ""; ends++) value.pop();
  return takeLineApart(value[0] ?? "")?.name.toLowerCase() === name.toLowerCase() ? value : undefined;
}

function parseValue([first = "", ...more]: readonly string[]): PresentRegistryValue | undefined {
  const { type, printed } = takeLineApart(first) ?? {};
  if (type === undefined || printed === undefined) return undefined;
  if (!/SZ$/.test(type)) return more.every((line) => line === "") ? canonical(type, printed) : undefined;
  return { type, data: [printed, ...more].join("\n") };
}

function canonical(type: RegistryType, printed: string): PresentRegistryValue | undefined {
  switch (type) {
    case "REG_DWORD":
      return /^0x[0-9a-f]{1,8}$/i.test(printed) ? { type, data: String(Number(printed)) } : undefined;
    case "REG_QWORD":
      // wine prints "(null)": the type is still a fact, so the text is kept as it came.
      return { type, data: /^0x[0-9a-f]{1,16}$/i.test(printed) ? String(BigInt(printed)) : printed };
    case "REG_BINARY":
    case "REG_NONE":
      return { type, data: /^[0-9a-f]*$/i.test(printed) ? printed.toUpperCase() : printed };
    default:
      return { type, data: printed };
  }
}

/** The line of a value: four spaces between the columns, or on XP tabs. Names of types are not localised. */
function takeLineApart(
  line: string,
): { readonly name: string; readonly type: RegistryType; readonly printed: string } | undefined {
  const match = /^ {4}(.+?)( {4}|\t)(REG_[A-Z0-9_]{1,40})(?:\2(.*))?$/s.exec(line);
  if (match === null) return undefined;
  const [, name = "", , type = "", printed = ""] = match;
  return { name, type: type as RegistryType, printed };
}

/** Whether the line is that of a value of this name, in any letter case, or may be one that is not whole. */
function mayName(line: string, name: string): boolean {
  const wanted = name.toLowerCase();
  const read = takeLineApart(line);
  return read === undefined
    ? line.trimStart().toLowerCase().startsWith(wanted)
    : read.name.toLowerCase() === wanted;
}

/** Whether the lines stand in the listing as a whole value, letter by letter. */
function holds(listed: readonly string[], wanted: readonly string[]): boolean {
  const body = [...wanted];
  while (body.at(-1) === "") body.pop();
  const emptyLines = wanted.length - body.length;
  for (const end of endsIn(listed, body)) if (endsValue(listed, end, emptyLines)) return true;
  return false;
}

/** After which lines of a listing these stand in it, one after another (Knuth, Morris, Pratt): a text of equal lines takes no longer. */
function* endsIn(listed: readonly string[], wanted: readonly string[]): Generator<number> {
  const shorter = bordersOf(wanted);
  let matched = 0;
  for (const [at, line] of listed.entries()) {
    while (matched > 0 && wanted[matched] !== line) matched = shorter[matched - 1] ?? 0;
    if (wanted[matched] === line) matched += 1;
    if (matched < wanted.length) continue;
    yield at + 1;
    matched = shorter[matched - 1] ?? 0;
  }
}

/** Of each beginning of these lines, how many of them are also its end, fewer than all. */
function bordersOf(lines: readonly string[]): readonly number[] {
  const borders = [0];
  for (let at = 1, length = 0; at < lines.length; at++) {
    while (length > 0 && lines[length] !== lines[at]) length = borders[length - 1] ?? 0;
    if (lines[length] === lines[at]) length += 1;
    borders.push(length);
  }
  return borders;
}

/**
 * Whether a value ends before this line: another one follows, a key or nothing, but not more of a text. A text that ends with empty lines must show
 * all of them. How many follow the last value is the format's own, so they are not counted where the text has none.
 */
function endsValue(listed: readonly string[], from: number, emptyLines: number): boolean {
  let at = from;
  while (listed[at] === "") at += 1;
  const next = listed[at];
  const found = at - from;
  if (next !== undefined && takeLineApart(next) !== undefined) return found === emptyLines;
  if (next !== undefined && !next.startsWith("HKEY_")) return false;
  // The last line has an end, too.
  return emptyLines === 0 || (next === undefined ? found - 1 : found) === emptyLines + 1;
}

/** The lines of the answers that are at hand: a listing may be long, and is looked through several times. */
const taken = new WeakMap<CommandAnswer, readonly string[]>();

function printedLines(answer: CommandAnswer): readonly string[] {
  const before = taken.get(answer);
  if (before !== undefined) return before;
  const lines = answer.output.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  taken.set(answer, lines);
  return lines;
}

function fullKey(key: string): string {
  return key.replace(/^HKLM(?=\\|$)/i, "HKEY_LOCAL_MACHINE").toLowerCase();
}
