import type { ValidationErrors } from "./check-failure";
import { didYouMean } from "./did-you-mean";
import { isUnknown } from "./unknown";

/** A value of the program that is an object; what is in it is still to be checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether there is something to check: given, and already known. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && !isUnknown(value);
}

/** The object at the path, or undefined (with a fault noted unless it is unknown or absent). */
export function checkFields(faults: ValidationErrors, path: string, value: unknown): Fields | undefined {
  if (!isGiven(value)) return undefined;
  if (isFields(value)) return value;
  faults.add(path, `must be an object; it is ${kindOf(value)}`);
  return undefined;
}

/** Whether the value is a plain object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Notes a fault for each name that is not known, with the nearest known one; names that begin with `__` are ours. */
export function checkNames(
  faults: ValidationErrors,
  path: string,
  fields: Fields,
  known: readonly string[],
): void {
  for (const name of Object.keys(fields)) {
    if (name.startsWith("__") || known.includes(name) || fields[name] === undefined) continue;
    const meant = didYouMean(name, known);
    const hint = meant === undefined ? `known are ${known.join(", ")}` : `did you mean "${meant}"?`;
    faults.add(path === "" ? name : `${path}.${name}`, `is not a known option; ${hint}`);
  }
}

/** Notes a fault unless the value is one of the choices. */
export function checkChoice(
  faults: ValidationErrors,
  path: string,
  value: unknown,
  choices: readonly (string | number)[],
): void {
  if (!isGiven(value) || choices.some((choice) => choice === value)) return;
  const words = choices.filter((choice) => typeof choice === "string");
  const meant = typeof value === "string" ? didYouMean(value, words) : undefined;
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  const known = choices.map((choice) => (typeof choice === "string" ? `"${choice}"` : String(choice)));
  faults.add(path, `must be ${oneOf(known)}; it is ${show(value)}${hint}`);
}

/** Notes a fault unless the value is true or false. */
export function checkFlag(faults: ValidationErrors, path: string, value: unknown): void {
  if (!isGiven(value) || typeof value === "boolean") return;
  faults.add(path, `must be true or false; it is ${show(value)}`);
}

/** Notes a fault unless the value is a whole number within the limits; `unit` reads like "seconds" or is empty. */
export function checkWhole(
  faults: ValidationErrors,
  path: string,
  value: unknown,
  limits: { readonly least: number; readonly most: number; readonly unit?: string },
): void {
  if (!isGiven(value)) return;
  const { least, most, unit } = limits;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return;
  const what = unit === undefined ? "a whole number" : `a whole number of ${unit}`;
  faults.add(path, `must be ${what} from ${grouped(least)} to ${grouped(most)}; it is ${show(value)}`);
}

/** Notes a fault unless the value is a text that is not blank. The value itself is never shown. */
export function checkText(faults: ValidationErrors, path: string, value: unknown): value is string {
  if (!isGiven(value)) return false;
  if (typeof value !== "string") faults.add(path, `must be a string; it is ${kindOf(value)}`);
  else if (value.trim() === "") faults.add(path, "must not be empty");
  else return true;
  return false;
}

/** Notes a fault if an input that is needed is not there at all. */
export function checkPresent(faults: ValidationErrors, path: string, value: unknown): void {
  if (value === undefined) faults.add(path, "is required");
}

/** A list in words: `a, b or c`. */
function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}

/** The kind of a value in words, for faults that must not show the value. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A value that ought to be no secret, short enough for a sentence. */
function show(value: unknown): string {
  if (typeof value === "string") {
    // Whole or not at all: a secret in the wrong place is known to redaction by its whole text only.
    return value.length > 40 ? `a string of ${value.length} characters` : `the string "${value}"`;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value);
}

function grouped(number: number): string {
  return number.toLocaleString("en-US");
}
