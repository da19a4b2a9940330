import { quoteForeign } from "../sanitize";
import { type Command, quoted } from "./command-line";

/**
 * One registry value as it was seen, or its absence. `data` is canonical: decimal for REG_DWORD and REG_QWORD,
 * upper-case hexadecimal for REG_BINARY and types without a text form, the text itself for the string types.
 */
export type RegistryValue = AbsentRegistryValue | PresentRegistryValue;

/** There is no value of this name. */
export interface AbsentRegistryValue {
  /** Says that it is not there. */
  readonly type: "absent";
}

/** There is a value of this name. */
export interface PresentRegistryValue {
  /** Its type, as "REG_DWORD". */
  readonly type: RegistryType;
  /** Its data in canonical form: see RegistryValue. */
  readonly data: string;
}

/** A type name as reg.exe spells it; they are never localised. */
export type RegistryType = `REG_${string}`;

/** No value of this name exists under the key. */
export const absent: RegistryValue = { type: "absent" };

/** A REG_DWORD of this number. */
export function dword(number: number): RegistryValue {
  return { type: "REG_DWORD", data: String(number) };
}

/** Whether both are the same type with the same data, or both absent. */
export function sameValue(one: RegistryValue, other: RegistryValue): boolean {
  return one.type === other.type && dataOf(one) === dataOf(other);
}

/** The words for a value in messages: `absent`, `REG_DWORD 7`, `REG_SZ "2"`; never more of its text than a message can take. */
export function describeValue(value: RegistryValue): string {
  if (value.type === "absent") return "absent";
  const data = dataOf(value);
  const isNumber = !/SZ$/.test(value.type) && /^[0-9A-F]{0,64}$/.test(data);
  return `${value.type} ${isNumber ? data : data.trim() === "" ? `"${data.slice(0, 1).trim()}"` : quoteForeign(data)}`;
}

function dataOf(value: RegistryValue): string {
  return "data" in value ? value.data : "";
}

/*
 * Commands for reg.exe. Switches begin with a dash: reg.exe takes them like the slash form, and no shell rewrites them.
 * Values are always named with -v, since without it `reg delete` removes the whole key.
 */

/** Lists the values of a key (a path such as `HKLM\SYSTEM\…`) and the names of its subkeys. */
export function queryKey(path: string): Command {
  return `reg query ${quoted(path)}`;
}

/** Reads one value of a key. */
export function queryValue(path: string, name: string): Command {
  return `reg query ${quoted(path)} -v ${argument(name)}`;
}

/**
 * Writes one value, of type REG_DWORD, REG_QWORD, REG_BINARY or REG_SZ. Creates a missing key without a word, so the key must be
 * known to exist. Throws RangeError for other types or data that are not canonical, InvalidInputError for text that cannot be quoted.
 */
export function addValue(path: string, name: string, value: RegistryValue): Command {
  if (value.type === "absent") throw new RangeError("an absent value cannot be written");
  const { data } = value;
  const form = dataForms[value.type];
  if (form === undefined || !form.test(data)) throw new RangeError(`this ${value.type} cannot be written`);
  // reg.exe makes an empty value when -d is left out; `-d ""` is refused by some versions.
  const dataPart = data === "" ? "" : ` -d ${argument(data)}`;
  return `reg add ${quoted(path)} -v ${argument(name)} -t ${value.type}${dataPart} -f`;
}

/** Deletes one value; the exit code is 1 when there is none. */
export function deleteValue(path: string, name: string): Command {
  return `reg delete ${quoted(path)} -v ${argument(name)} -f`;
}

/** Saves a key into a file on the host, replacing the file; without -y, reg.exe would ask and wait for ever. */
export function exportKey(path: string, file: string): Command {
  return `reg export ${quoted(path)} ${quoted(file)} -y`;
}

const dataForms: Readonly<Record<string, RegExp>> = {
  REG_DWORD: /^\d{1,10}$/,
  REG_QWORD: /^\d{1,20}$/,
  REG_BINARY: /^(?:[0-9A-F]{2})*$/,
  REG_SZ: /^[\x20-\x7e]*$/,
};

function argument(text: string): string {
  return /^[A-Za-z0-9_]+$/.test(text) ? text : quoted(text);
}
