import { failed, type Machine, type Program, type ProgramResult } from "./machine";
import { type MessageName, message } from "./messages";
import { regExport } from "./reg-export";
import { regQuery } from "./reg-query";
import { regAdd, regDelete } from "./reg-write";
import { fullKeyName } from "./registry";

/** A call of reg.exe, taken apart. */
export interface RegCall {
  readonly machine: Machine;
  /** The key as typed, its root in full: `HKEY_LOCAL_MACHINE\system`. */
  readonly key: string;
  /** What else stands there without a switch. */
  readonly operands: readonly string[];
  /** Switch, lower case and without its dash, to its argument; "" if it takes none. */
  readonly switches: ReadonlyMap<string, string>;
}

interface Verb {
  readonly run: (call: RegCall) => ProgramResult | Promise<ProgramResult>;
  /** Switches with an argument, without one, and how many operands follow the key. */
  readonly withArgument: readonly string[];
  readonly alone: readonly string[];
  readonly operands: number;
}

const verbs: Readonly<Record<string, Verb>> = {
  query: { run: regQuery, withArgument: ["v"], alone: ["s", "ve"], operands: 0 },
  add: { run: regAdd, withArgument: ["v", "t", "s", "d"], alone: ["f", "ve"], operands: 0 },
  delete: { run: regDelete, withArgument: ["v"], alone: ["f", "ve", "va"], operands: 0 },
  export: { run: regExport, withArgument: [], alone: ["y"], operands: 1 },
};

/** reg.exe: exit code 0 or 1 and nothing else; errors on standard error, in the host's language. */
export const reg: Program = (machine, argv) => {
  if (machine.registryToolsDisabled) return refused(machine, "toolsDisabled");
  const [word = "", typedKey = "", ...rest] = argv;
  const verb = Object.hasOwn(verbs, word.toLowerCase()) ? verbs[word.toLowerCase()] : undefined;
  if (verb === undefined || typedKey === "") return refused(machine, "invalidSyntax");
  const key = fullKeyName(typedKey);
  if (key === undefined) return refused(machine, "invalidKey");
  const parsed = readSwitches(machine, verb, rest);
  if (parsed === undefined) return refused(machine, "invalidSyntax");
  return verb.run({ machine, key, ...parsed });
};

/** A failure of reg.exe. */
export function refused(machine: Machine, name: MessageName): ProgramResult {
  return failed(1, message(machine.language, name));
}

/** Whether somebody may write to, or only read, a key: the usual rights under HKLM and those refused one by one. */
export function mayAccess(machine: Machine, key: string, what: "read" | "write"): boolean {
  const rule = machine.refusedKeys.get(key.toLowerCase());
  if (rule === "readAndWrite" || (rule === "write" && what === "write")) return false;
  return what === "read" || machine.elevated || key.startsWith("HKEY_CURRENT_USER");
}

function readSwitches(
  machine: Machine,
  verb: Verb,
  rest: readonly string[],
): { operands: string[]; switches: Map<string, string> } | undefined {
  const switches = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? "";
    const name = word.slice(1).toLowerCase();
    if (!/^[-/]/.test(word)) {
      if (operands.push(word) > verb.operands) return undefined;
    } else if (verb.withArgument.includes(name)) {
      const argument = rest[++at];
      if (argument === undefined || switches.has(name)) return undefined;
      switches.set(name, argument);
    } else if (verb.alone.includes(name) && !(name === "y" && machine.registryToolFormat === "xp")) {
      switches.set(name, "");
    } else if (!/^reg:(32|64)$/.test(name) || machine.registryToolFormat === "xp") {
      return undefined;
    }
  }
  return operands.length === verb.operands ? { operands, switches } : undefined;
}
