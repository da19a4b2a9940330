/** The kind of a value in words, for faults that must not show the value itself. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A value that should not be a secret, short enough for a sentence. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    // Whole or not at all: redaction knows a misplaced secret by its whole text only.
    return value.length > 40 ? `a string of ${value.length} characters` : `the string "${value}"`;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value);
}

/** A list of alternatives: `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}
