import { DotnetObject } from "./dotnet-object";
import { NotSimulatedError } from "./refusals";
import { failure } from "./runtime-error";
import { Char, isList, ScriptBlock, type Value } from "./values";

/** A value as text, as in an expandable string. */
export function toText(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberText(value);
  if (value instanceof Char || value instanceof DotnetObject) return value.text;
  if (value instanceof ScriptBlock) {
    const { source, start, end } = value.literal.extent;
    return source.slice(start + 1, end - 1);
  }
  return isList(value) ? value.map(toText).join(" ") : [...value].join(" ");
}

/** .NET writes large and small numbers with an exponent, which this one does not. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (Number.isSafeInteger(value) || (size >= 1e-4 && size < 1e15)) return String(value);
  throw new NotSimulatedError("text of such a number");
}

/** Whether a condition takes it for true. */
export function isTrue(value: Value): boolean {
  if (value === null || value === "" || value === 0 || value === false) return false;
  if (!isList(value) && !(value instanceof Uint8Array)) return true;
  return value.length === 1 ? isTrue(value[0] ?? null) : value.length > 1;
}

/** A value as Int32, as a cast gives it. */
export function toInt32(value: Value): number {
  const number = toNumber(value, "System.Int32");
  const whole = roundedToEven(number);
  if (whole !== (whole | 0)) {
    throw failure(
      "InvalidCastIConvertible",
      `Cannot convert value "${toText(value)}" to type "System.Int32". ` +
        'Error: "Value was either too large or too small for an Int32."',
      { category: "InvalidArgument" },
    );
  }
  return whole;
}

/** A value as a number of any type. */
export function toNumber(value: Value, type: string): number {
  if (value === null) return 0;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Char) return value.text.charCodeAt(0);
  if (typeof value !== "string") throw new NotSimulatedError(`conversion of such a value to ${type}`);
  const text = value.trim();
  if (text === "") return 0;
  const number = /^[-+]?(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i.test(text)
    ? Number(text)
    : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw failure(
    "InvalidCastFromStringToInteger",
    `Cannot convert value "${value}" to type "${type}". Error: "Input string was not in a correct format."`,
    { category: "InvalidArgument" },
  );
}

/** Halves go to the even neighbour. */
function roundedToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The type's full name, as messages have it. */
export function typeNameOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return "System.String";
  if (typeof value === "boolean") return "System.Boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "System.Int32" : "System.Double";
  if (value instanceof Char) return "System.Char";
  if (value instanceof Uint8Array) return "System.Byte[]";
  if (value instanceof DotnetObject) return value.typeName;
  return value instanceof ScriptBlock ? "System.Management.Automation.ScriptBlock" : "System.Object[]";
}
