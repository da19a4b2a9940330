/**
 * Hardware IDs that firmware carries where nobody gave the board one of its own, as hexadecimal digits in the order in which they are
 * printed. Sources: osquery#4374 and #8887, oshi#2417, systemd#11137, rustdesk#11506.
 */
const known = new Set([
  "03000200040005000006000700080009",
  "10000000000080000040000000000000",
  "00112233445566778899aabbccddeeff",
  "0123456789abcdef0123456789abcdef",
  "0123456789abcdeffedcba9876543210",
  "12345678123456781234567812345678",
  "1234567812345678123456789abcdef0",
  "123456781234123412341234567890ab",
  "12345678123412341234123456789012",
  "12345678123412341234123456789abc",
  "123456781234567890abcddeefaabbcc",
]);

/** Dell spells its service tag in the ID; these have none: zeros or blanks. */
const dellWithoutTag = /^4c4c4544(?:00|20){2}(?:00|20)10(?:80|00)(?:00|20)[0-9a-f]{2}c04f(?:00|20){3}$/;

/** Whether an identifier is one that many machines share, and so tells none from another. Braces, dashes and letter case do not count. */
export function isPlaceholder(id: string): boolean {
  const digits = id.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
  if (digits === "") return true;
  if (!/^[0-9a-f]{32}$/.test(digits)) return false;
  return [digits, otherByteOrder(digits)].some(
    (each) => known.has(each) || isOnePattern(each) || dellWithoutTag.test(each),
  );
}

/** One byte throughout, or bytes that count upwards. */
function isOnePattern(digits: string): boolean {
  const bytes = Buffer.from(digits, "hex");
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff;
  if (step > 1) return false;
  return bytes.every((byte, at) => at === 0 || ((byte - (bytes[at - 1] ?? 0)) & 0xff) === step);
}

/** The first three fields are printed in either byte order, before and since SMBIOS 2.6. */
function otherByteOrder(digits: string): string {
  const byte = (at: number) => digits.slice(2 * at, 2 * at + 2);
  return [3, 2, 1, 0, 5, 4, 7, 6].map(byte).join("") + digits.slice(16);
}
