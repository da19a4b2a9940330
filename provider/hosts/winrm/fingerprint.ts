/** The plain form of a SHA-256 fingerprint: 64 hexadecimal digits, lower case; undefined if the text is none. */
export function plainFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^sha256[:=]/i, "")
    .replace(/[: ]/g, "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}
