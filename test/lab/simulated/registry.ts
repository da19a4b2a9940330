import { absent, type RegistryType, type RegistryValue } from "../../../provider/windows/registry-value";

/** A value as it is stored: the name keeps the letter case it was first written with. */
export interface StoredValue {
  readonly name: string;
  readonly value: Exclude<RegistryValue, { type: "absent" }>;
}

interface KeyNode {
  readonly name: string;
  readonly volatile: boolean;
  readonly values: Map<string, StoredValue>;
  readonly children: Map<string, KeyNode>;
}

const roots: Readonly<Record<string, string>> = {
  HKLM: "HKEY_LOCAL_MACHINE",
  HKCU: "HKEY_CURRENT_USER",
  HKCR: "HKEY_CLASSES_ROOT",
  HKU: "HKEY_USERS",
  HKCC: "HKEY_CURRENT_CONFIG",
};

/** `HKLM\a\b` as `HKEY_LOCAL_MACHINE\a\b`, the rest as typed; undefined if it names no root. */
export function fullKeyName(path: string): string | undefined {
  if (!fullNames.has(path)) fullNames.set(path, spelledInFull(path));
  return fullNames.get(path);
}

/** A few dozen paths, each of which thousands of commands name. */
const fullNames = new Map<string, string | undefined>();

function spelledInFull(path: string): string | undefined {
  const [root = "", ...rest] = path.split("\\");
  const upper = root.toUpperCase();
  const long = roots[upper] ?? Object.values(roots).find((name) => name === upper);
  if (long === undefined) return undefined;
  const parts = rest.at(-1) === "" ? rest.slice(0, -1) : rest;
  return parts.includes("") ? undefined : [long, ...parts].join("\\");
}

/**
 * A registry: names are found in any letter case and keep the one they have. Keys are stable or volatile; volatile
 * ones are gone after a boot and take no stable child (ERROR_CHILD_MUST_BE_VOLATILE).
 */
export class SimulatedRegistry {
  private readonly top = newNode("", false);

  hasKey(path: string): boolean {
    return this.find(path) !== undefined;
  }

  /** Makes a key and those above it; false if that would put a stable key under a volatile one. */
  createKey(path: string, kind: { readonly volatile: boolean } = { volatile: false }): boolean {
    let node = this.top;
    for (const { name, lower } of partsOf(path)) {
      const known = node.children.get(lower);
      if (known === undefined && node.volatile && !kind.volatile) return false;
      const next = known ?? newNode(name, kind.volatile);
      node.children.set(lower, next);
      node = next;
    }
    return true;
  }

  /** Removes a key with everything under it; false if there is none. */
  deleteKey(path: string): boolean {
    const parts = partsOf(path);
    const last = parts.at(-1);
    const parent = this.nodeAt(parts.slice(0, -1));
    return last !== undefined && parent?.children.delete(last.lower) === true;
  }

  get(path: string, name: string): RegistryValue {
    return this.stored(path, name)?.value ?? absent;
  }

  /** A value with its name as it is stored. */
  stored(path: string, name: string): StoredValue | undefined {
    return this.find(path)?.values.get(name.toLowerCase());
  }

  /** Writes a value and makes its key if need be; writing `absent` deletes. False if the key cannot be made. */
  set(path: string, name: string, value: RegistryValue): boolean {
    if (value.type === "absent") {
      this.delete(path, name);
      return true;
    }
    if (!this.hasKey(path) && !this.createKey(path)) return false;
    const values = this.find(path)?.values;
    const known = values?.get(name.toLowerCase());
    values?.set(name.toLowerCase(), { name: known?.name ?? name, value });
    return true;
  }

  /** Removes a value; false if there is none. */
  delete(path: string, name: string): boolean {
    return this.find(path)?.values.delete(name.toLowerCase()) === true;
  }

  /** The values of a key in the order in which they were first written. */
  values(path: string): readonly StoredValue[] {
    return [...(this.find(path)?.values.values() ?? [])];
  }

  /** The names of the keys right under a key, in alphabetical order. */
  subkeys(path: string): readonly string[] {
    const names = [...(this.find(path)?.children.values() ?? [])].map((child) => child.name);
    return names.sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  }

  /** What a boot does: every volatile key goes, with all that is under it. */
  dropVolatileKeys(): void {
    dropVolatile(this.top);
  }

  /** Every key and value from a key on, one line each, sorted. */
  export(path: string): string[] {
    const lines: string[] = [];
    const walk = (key: string) => {
      lines.push(key);
      for (const { name, value } of this.values(key))
        lines.push(`${key}\\\\${name} ${value.type} ${value.data}`);
      for (const child of this.subkeys(key)) walk(`${key}\\${child}`);
    };
    if (this.hasKey(path)) walk(path);
    return lines.sort();
  }

  private find(path: string): KeyNode | undefined {
    return this.nodeAt(partsOf(path));
  }

  private nodeAt(parts: readonly Part[]): KeyNode | undefined {
    let node: KeyNode | undefined = this.top;
    for (const { lower } of parts) node = node?.children.get(lower);
    return node;
  }
}

/** Writes many values of one key: `{ Start: ["REG_DWORD", "3"] }`. */
export function fill(
  registry: SimulatedRegistry,
  path: string,
  values: Readonly<Record<string, readonly [RegistryType, string]>>,
): void {
  for (const [name, [type, data]] of Object.entries(values)) registry.set(path, name, { type, data });
}

function newNode(name: string, volatile: boolean): KeyNode {
  return { name, volatile, values: new Map(), children: new Map() };
}

function dropVolatile(node: KeyNode): void {
  for (const [key, child] of node.children) {
    if (child.volatile) node.children.delete(key);
    else dropVolatile(child);
  }
}

/** One key's name in a path, as it is typed and as it is found. */
interface Part {
  readonly name: string;
  readonly lower: string;
}

const takenApart = new Map<string, readonly Part[]>();

function partsOf(path: string): readonly Part[] {
  const before = takenApart.get(path);
  if (before !== undefined) return before;
  const names = path === "" ? [] : (fullKeyName(path) ?? path).split("\\");
  const parts = names.map((name) => ({ name, lower: name.toLowerCase() }));
  takenApart.set(path, parts);
  return parts;
}
