/** The kind of a value in words, for faults that must not show the value itself. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isBytes(value)) return "bytes: of a Buffer, give the text, by its toString()";
  if (typeof value !== "object") return `a ${typeof value}`;
  return pulumiValue(value) ?? "an object";
}

/** A value that should not be a secret, short enough for a sentence. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    // Whole or not at all: redaction knows a misplaced secret by its whole text only.
    return value.length > 40 ? `a string of ${value.length} characters` : `the string ${quote(value)}`;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value);
}

/** A text in quotes, with an escape for whatever cannot be seen in print or could pass for another letter. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as it is, or in quotes where it holds, or ends in, something that cannot be seen. */
export function visible(text: string): string {
  const isSeen = /^(?! )(?:(?![\p{DI}\u2800])[\p{L}\p{M}\p{N}\p{P}\p{S} ])*(?<! )$/u.test(text);
  return isSeen ? text : quote(text);
}

/** Whether it is what Pulumi makes of a Buffer or another array of bytes: an object whose names are places. */
export function isBytes(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name, at) => name === String(at));
}

/** By this key of an object Pulumi knows the values that JSON has no word for; what they are is under it. */
const signatureKey = "4dabf18193072939515e22adb298388d";

const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** What it is in words, if it is one of the values that Pulumi sends in a form of its own: an asset, an archive, a whole resource. */
export function pulumiValue(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !(signatureKey in value)) return undefined;
  return value[signatureKey] === resourceSignature
    ? "a whole resource: give one of its outputs"
    : "an asset: give the text itself";
}

/** A list of alternatives: `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}

/**
 * The known word that was most likely meant: equal but for letter case, or at most two slips away (one in words of up to
 * four letters); undefined if none is near.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const reach = word.length <= 4 ? 1 : 2;
  let nearest: string | undefined;
  let least = reach + 1;
  for (const candidate of known) {
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips < least) {
      least = slips;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= other.length; column++) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped =
        one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? at(row - 2, column - 2) + 1
          : Number.POSITIVE_INFINITY;
      line.push(
        Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + cost, swapped),
      );
    }
  }
  return at(one.length, other.length);
}
