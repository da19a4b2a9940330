import type { ValueAtBoot } from "../../provider/nat-traversal/setting-state";
import { absent, type RegistryType, type RegistryValue } from "../../provider/windows/registry-value";

/** A value as case files write it: `absent`, or type and data with one space between (`REG_DWORD 2`, `REG_SZ `). */
export function fromWords(words: string): RegistryValue {
  if (words === "absent") return absent;
  const match = /^(REG_[A-Z0-9_]+) (.*)$/s.exec(words);
  if (match === null) throw new Error(`not a value: ${words}`);
  return { type: match[1] as RegistryType, data: match[2] ?? "" };
}

/** The same, with `unknown`. */
export function atBootFromWords(words: string): ValueAtBoot {
  return words === "unknown" ? { type: "unknown" } : fromWords(words);
}
