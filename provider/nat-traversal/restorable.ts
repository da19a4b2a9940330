import { isQuotable } from "../windows/command-line";
import type { RegistryValue } from "../windows/registry-value";

/** Longest data, in characters of the command line, that one `reg add` is trusted with (cmd takes 8,191 in all). */
const longestData = 1024;

/** Whether one safe command line can put the value back exactly, type and data. */
export function isRestorable(value: RegistryValue): boolean {
  return whyNotRestorable(value) === undefined;
}

/** Why the value cannot be put back, as a clause without its data; undefined if it can. */
export function whyNotRestorable(value: RegistryValue): string | undefined {
  if (value.type === "absent") return undefined;
  const { data } = value;
  if (data.length > longestData) return `its data are longer than ${longestData} characters`;
  switch (value.type) {
    case "REG_DWORD":
      return isNumberBelow(data, 2n ** 32n) ? undefined : "its data are not a number of 32 bits";
    case "REG_QWORD":
      return isNumberBelow(data, 2n ** 64n) ? undefined : "its data are not a number of 64 bits";
    case "REG_BINARY":
      return /^(?:[0-9A-F]{2})*$/.test(data) ? undefined : "its data are not pairs of hexadecimal digits";
    case "REG_SZ":
      return whyNotText(data);
    default:
      return `values of type ${value.type} cannot be put back by a command line`;
  }
}

function isNumberBelow(data: string, limit: bigint): boolean {
  return /^(?:0|[1-9]\d{0,19})$/.test(data) && BigInt(data) < limit;
}

function whyNotText(data: string): string | undefined {
  if (!isQuotable(data)) return "its text holds characters that cannot be passed safely to the host's shell";
  if (data !== data.trim()) return "its text begins or ends with a blank";
  // reg.exe could take such a text for a switch of its own.
  if (/^[-/]/.test(data)) return "its text looks like a switch";
  return undefined;
}
