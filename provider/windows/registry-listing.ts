import type { RegistryType, RegistryValue } from "./registry-value";

/** One key in the output of `reg query`, with the values printed under it. */
export interface RegistryBlock {
  /** Full key as printed, `HKEY_LOCAL_MACHINE\…`. */
  readonly key: string;
  readonly values: readonly { readonly name: string; readonly value: RegistryValue }[];
  /** Lines under the key that are not the line of a value; what they begin with is not believed to be absent. */
  readonly unreadLines: readonly string[];
}

/** Everything that could be read from the output of one or several `reg query` commands. */
export interface RegistryListing {
  readonly blocks: readonly RegistryBlock[];
  /** Whether the output ends inside a line, which is then left out. */
  readonly truncated: boolean;
}

/** What a listing says about one value of one key. */
export type ValueReading =
  | { readonly state: "present"; readonly value: RegistryValue }
  | { readonly state: "absent" }
  /** The key was not printed at all. */
  | { readonly state: "keyUnread" }
  /** Something of this name was printed, but not in a way that can be believed. */
  | { readonly state: "unclear" };

/**
 * Reads the output of `reg query`: of Vista and later (four spaces between the columns), of XP (a banner, tabs) and of wine.
 * Type names and key names are never localised; all other text is passed over. Never throws.
 */
export function parseRegistry(output: string): RegistryListing {
  const lines = output.split("\n");
  const rest = lines.pop() ?? "";
  const blocks: Mutable[] = [];
  let block: Mutable | undefined;
  let mayBegin = true;
  for (const raw of lines) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line === "" || line.startsWith("! REG.EXE VERSION ")) {
      block = undefined;
      mayBegin = true;
    } else if (mayBegin && /^HKEY_[A-Z_]+(?:\\|$)/.test(line)) {
      block = { key: line, values: [], unreadLines: [] };
      blocks.push(block);
    } else {
      // A key's name inside a block is the data of a value with line breaks: only after an empty line it begins a block.
      mayBegin = false;
      const read = readLine(line);
      if (read === undefined) block?.unreadLines.push(line);
      else block?.values.push(read);
    }
  }
  return { blocks, truncated: rest !== "" };
}

/** What the listing says about the value of this name (any letter case) under this key (`HKLM\…` or in full). */
export function readValue(listing: RegistryListing, key: string, name: string): ValueReading {
  const wantedKey = fullKey(key);
  const blocks = listing.blocks.filter((block) => block.key.toLowerCase() === wantedKey);
  if (blocks.length === 0) {
    return hasKey(listing, key) ? { state: "absent" } : { state: "keyUnread" };
  }
  const wanted = name.toLowerCase();
  const found = blocks.flatMap((block) => block.values.filter((each) => each.name.toLowerCase() === wanted));
  const doubtful = blocks.some((block) =>
    block.unreadLines.some((line) => line.trimStart().toLowerCase().startsWith(wanted)),
  );
  const [only, ...others] = found;
  if (doubtful || others.length > 0) return { state: "unclear" };
  return only === undefined ? { state: "absent" } : { state: "present", value: only.value };
}

/** Whether the listing shows that the key exists: itself, or a key below it (a key without values is not printed). */
export function hasKey(listing: RegistryListing, key: string): boolean {
  const wanted = fullKey(key);
  return listing.blocks.some(
    (block) => block.key.toLowerCase() === wanted || block.key.toLowerCase().startsWith(`${wanted}\\`),
  );
}

/** Whether anything in the key was printed, values or keys below it, rather than its name alone in the list of another key. */
export function showsContent(listing: RegistryListing, key: string): boolean {
  const wanted = fullKey(key);
  return listing.blocks.some((block) => {
    const name = block.key.toLowerCase();
    return (
      name.startsWith(`${wanted}\\`) ||
      (name === wanted && block.values.length + block.unreadLines.length > 0)
    );
  });
}

/** The number in a REG_DWORD, or undefined where there is none. */
export function readNumber(listing: RegistryListing, key: string, name: string): number | undefined {
  const text = readData(listing, key, name, "REG_DWORD");
  return text === undefined ? undefined : Number(text);
}

/** The text in a REG_SZ, or undefined where there is none or it is empty. */
export function readText(listing: RegistryListing, key: string, name: string): string | undefined {
  return readData(listing, key, name, "REG_SZ") || undefined;
}

interface Mutable {
  key: string;
  values: { name: string; value: RegistryValue }[];
  unreadLines: string[];
}

function readData(
  listing: RegistryListing,
  key: string,
  name: string,
  type: RegistryType,
): string | undefined {
  const reading = readValue(listing, key, name);
  if (reading.state !== "present" || reading.value.type !== type) return undefined;
  return "data" in reading.value ? reading.value.data : undefined;
}

function readLine(line: string): { name: string; value: RegistryValue } | undefined {
  const match = /^ {4}(.+?)( {4}|\t)(REG_[A-Z0-9_]+)(?:\2(.*))?$/s.exec(line);
  if (match === null) return undefined;
  const [, name = "", , type = "", printed = ""] = match;
  const data = canonical(type, printed);
  return data === undefined ? undefined : { name, value: { type: type as RegistryType, data } };
}

function canonical(type: string, printed: string): string | undefined {
  switch (type) {
    case "REG_DWORD":
      return /^0x[0-9a-f]{1,8}$/i.test(printed) ? String(Number(printed)) : undefined;
    case "REG_QWORD":
      // wine prints "(null)": the type is still a fact, so the text is kept as it came.
      return /^0x[0-9a-f]{1,16}$/i.test(printed) ? String(BigInt(printed)) : printed;
    case "REG_BINARY":
    case "REG_NONE":
      return /^[0-9a-f]*$/i.test(printed) ? printed.toUpperCase() : printed;
    default:
      return printed;
  }
}

function fullKey(key: string): string {
  return key.replace(/^HKLM(?=\\|$)/i, "HKEY_LOCAL_MACHINE").toLowerCase();
}
