/** What stands where a text was cut: the redactor looks for it, since half a secret may come before it. */
export const cutMark = "…";

/** Text from a peer, made fit for a message: printable ASCII (its code page is not known), one line, short. */
export function sanitize(text: string, longest = 120): string {
  return cut(text.replace(/[^\x20-\x7e]+/g, " ").trim(), longest);
}

/** The same for text whose encoding is known: letters of any language. */
export function sanitizeUnicode(text: string, longest = 300): string {
  return cut(text.replace(/[\p{C}\p{Z}]+/gu, " ").trim(), longest);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).trimEnd()}${cutMark}` : text;
}
