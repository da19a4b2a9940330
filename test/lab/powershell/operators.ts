import { isTrue, toNumber, toText } from "./conversions";
import { ArrivedEnum } from "./enumeration";
import { NotSimulatedError } from "./refusals";
import { RuntimeError } from "./runtime-error";
import { Char, isList, type Value } from "./values";

/** `left + right`: what is on the left decides. */
export function addValues(left: Value, given: Value): Value {
  const right = given instanceof ArrivedEnum ? given.number : given;
  if (typeof left === "string") return left + toText(right);
  if (left === null) return right;
  if (typeof left === "number") return left + toNumber(right, "System.Int32");
  if (left instanceof Char && (typeof right === "string" || right instanceof Char))
    return left.text + toText(right);
  if (!isList(left)) throw new NotSimulatedError("addition of such values");
  return isList(right) ? [...left, ...right] : [...left, right];
}

/** `left -eq right`: what is on the left decides, and the case of letters does not matter. */
export function areEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (isList(left) || left instanceof Uint8Array) throw new NotSimulatedError("comparison of a list");
  if (typeof left === "string") return sameText(left, toText(right));
  if (left instanceof Char) return sameText(left.text, toText(right));
  if (typeof left === "boolean") return left === isTrue(right);
  if (typeof left === "number") return left === numberOrNothing(right);
  return left === right;
}

function sameText(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase();
}

/** What cannot be made a number is equal to none. */
function numberOrNothing(value: Value): number | undefined {
  try {
    return toNumber(value, "System.Int32");
  } catch (error) {
    if (error instanceof RuntimeError) return undefined;
    throw error;
  }
}
