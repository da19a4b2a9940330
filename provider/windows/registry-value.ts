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

/** The words for a value in messages: `absent`, `REG_DWORD 7`, `REG_SZ "2"`. */
export function describeValue(value: RegistryValue): string {
  if (value.type === "absent") return "absent";
  const data = dataOf(value);
  return /SZ$/.test(value.type) ? `${value.type} "${data}"` : `${value.type} ${data}`;
}

function dataOf(value: RegistryValue): string {
  return "data" in value ? value.data : "";
}
