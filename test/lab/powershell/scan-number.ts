import { endsWord } from "./characters";
import type { Cursor } from "./cursor";

/** Greatest values of the suffixes, by their letters; a leading `u` makes the type unsigned. */
const bits: Readonly<Record<string, number>> = { y: 8, s: 16, "": 32, l: 64 };

const form =
  /([-+]?)(?:0(x)([0-9a-f]+)|0(b)([01]+)|(\d+(?:\.(?!\.)\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?))(u?[lsy]|u|d|n)?([kmgtp]b)?/iy;

/**
 * Takes a number; undefined, and nothing taken, if the word is none. In an expression an operator may follow at once,
 * among the words of a command the number must be the whole word.
 */
export function scanNumber(cursor: Cursor, within: "expression" | "command"): number | undefined {
  form.lastIndex = cursor.at;
  const found = form.exec(cursor.text);
  if (found === null) return undefined;
  const [text, sign = "", , hex, binaryMark, binary, decimal = "", suffix = "", multiplier = ""] = found;
  const after = cursor.text.charAt(cursor.at + text.length);
  if (!endsWord(after) && !(within === "expression" && "!#%*+-./<=>]".includes(after))) return undefined;
  // Windows PowerShell knows `l` and `d` only, and no binary numbers.
  if (cursor.edition.isDesktop && (binaryMark !== undefined || /[usyn]/i.test(suffix))) return undefined;
  const factor = 1024 ** (multiplier === "" ? 0 : "kmgtp".indexOf(multiplier.charAt(0).toLowerCase()) + 1);
  const size = hex ?? binary;
  const value =
    (sign === "-" ? -1 : 1) *
    factor *
    (size === undefined ? Number(decimal) : twosComplement(size, hex === undefined ? 2 : 16, suffix));
  if (/[.e]/i.test(decimal) && suffix !== "") return cursor.refuse(`number like ${text}`);
  // A program gets it as it is spelt, whatever its value.
  const isExact = Number.isSafeInteger(value) || within === "command" || /[.e]/i.test(decimal);
  if (!isExact) return cursor.refuse(`number like ${text}`);
  if (!fits(value, suffix.toLowerCase())) return undefined;
  cursor.at += text.length;
  return value;
}

/** Eight hexadecimal digits are an Int32, sixteen an Int64, and their first bit is the sign. */
function twosComplement(digits: string, radix: 2 | 16, suffix: string): number {
  const value = Number.parseInt(digits, radix);
  const width = digits.length * (radix === 16 ? 4 : 1);
  if (/u/i.test(suffix) || (width !== 32 && width !== 64)) return value;
  return Number(BigInt.asIntN(width, BigInt(`0${radix === 16 ? "x" : "b"}${digits}`)));
}

function fits(value: number, suffix: string): boolean {
  const size = bits[suffix.replace("u", "")] ?? 64;
  if (suffix === "" || suffix === "u" || suffix === "d" || suffix === "n" || size === 64) return true;
  return suffix.startsWith("u")
    ? value >= 0 && value < 2 ** size
    : value >= -(2 ** (size - 1)) && value < 2 ** (size - 1);
}
