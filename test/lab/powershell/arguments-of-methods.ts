import { toText, typeNameOf } from "./conversions";
import { failure, type RuntimeError } from "./runtime-error";
import { Char, isList, type Value } from "./values";

/** The argument as text: PowerShell makes text of anything where a method wants some. */
export function textArgument(value: Value | undefined): string {
  return toText(value ?? null);
}

/** The argument as bytes. */
export function bytesArgument(value: Value | undefined, method: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value !== undefined && value !== null && isList(value)) {
    const bytes = value.map(Number);
    if (bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256))
      return Uint8Array.from(bytes);
  }
  throw wrongArgument(value ?? null, method, "System.Byte[]");
}

/** The argument as one character. */
export function charArgument(value: Value | undefined, method: string): string {
  if (value instanceof Char) return value.text;
  if (typeof value === "string" && value.length === 1) return value;
  throw wrongArgument(value ?? null, method, "System.Char");
}

/** The argument as an object of that class. */
export function objectArgument<T extends Value>(
  value: Value | undefined,
  wanted: abstract new (...given: never[]) => T,
  method: string,
  type: string,
): T {
  if (value instanceof wanted) return value;
  throw wrongArgument(value ?? null, method, type);
}

function wrongArgument(value: Value, method: string, type: string): RuntimeError {
  return failure(
    "MethodArgumentConversionInvalidCastArgument",
    `Cannot convert argument with value: "${toText(value)}", for "${method}" to type "${type}": ` +
      `"Cannot convert the "${toText(value)}" value of type "${typeNameOf(value)}" to type "${type}"."`,
    { category: "NotSpecified", reason: "MethodException" },
  );
}
