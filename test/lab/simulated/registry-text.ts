import type { RegistryType, RegistryValue } from "../../../provider/windows/registry-value";

/** Which reg.exe: since Vista four spaces stand between the columns; XP's prints a banner and tabs. */
export type RegistryToolFormat = "vista" | "xp";

type Present = Exclude<RegistryValue, { type: "absent" }>;

const typesOf: Readonly<Record<RegistryToolFormat, readonly string[]>> = {
  vista: [
    ...["REG_SZ", "REG_EXPAND_SZ", "REG_MULTI_SZ", "REG_DWORD", "REG_QWORD", "REG_BINARY", "REG_NONE"],
    ...["REG_DWORD_BIG_ENDIAN", "REG_DWORD_LITTLE_ENDIAN"],
  ],
  xp: ["REG_SZ", "REG_EXPAND_SZ", "REG_MULTI_SZ", "REG_DWORD", "REG_BINARY", "REG_NONE"],
};

/** The data as reg.exe prints it: numbers in lower-case hexadecimal, bytes in upper case, strings with `\0` between. */
export function printData(value: Present, format: RegistryToolFormat): string {
  switch (value.type) {
    case "REG_DWORD":
    case "REG_DWORD_BIG_ENDIAN":
    case "REG_QWORD":
      return `0x${BigInt(value.data).toString(16)}`;
    case "REG_MULTI_SZ":
      return format === "xp" ? `${value.data}\\0\\0` : value.data;
    default:
      return value.data;
  }
}

/** The type as reg.exe knows it, or undefined. */
export function knownType(text: string, format: RegistryToolFormat): RegistryType | undefined {
  const upper = text.toUpperCase();
  if (upper === "REG_DWORD_LITTLE_ENDIAN" && format === "vista") return "REG_DWORD";
  return typesOf[format].includes(upper) ? (upper as RegistryType) : undefined;
}

/** What `reg add -d` makes of a text, or undefined if it is no such data. `separator` splits REG_MULTI_SZ. */
export function readData(
  type: RegistryType,
  text: string | undefined,
  separator = "\\0",
): Present | undefined {
  switch (type) {
    case "REG_DWORD":
    case "REG_DWORD_BIG_ENDIAN":
      return readNumber(type, text, 32n);
    case "REG_QWORD":
      return readNumber(type, text, 64n);
    case "REG_BINARY":
    case "REG_NONE": {
      const digits = text ?? "";
      if (!/^[0-9a-f]*$/i.test(digits)) return undefined;
      return { type, data: (digits.length % 2 === 1 ? `0${digits}` : digits).toUpperCase() };
    }
    case "REG_MULTI_SZ": {
      const strings = (text ?? "").split(separator);
      while (strings.at(-1) === "") strings.pop();
      return strings.includes("") ? undefined : { type, data: strings.join("\\0") };
    }
    default:
      return { type, data: text ?? "" };
  }
}

function readNumber(type: RegistryType, text: string | undefined, bits: bigint): Present | undefined {
  if (text === undefined || !/^(0x[0-9a-f]+|[0-9]+)$/i.test(text)) return undefined;
  const number = BigInt(text);
  return number < 1n << bits ? { type, data: number.toString() } : undefined;
}
