import type { ProgramResult } from "./machine";
import { succeeded } from "./machine";
import { message } from "./messages";
import { mayAccess, type RegCall, refused } from "./reg";
import type { StoredValue } from "./registry";
import { printData } from "./registry-text";

/** `reg query KEY [-v NAME | -ve] [-s]`. */
export function regQuery(call: RegCall): ProgramResult {
  const { machine, key, switches } = call;
  if (!machine.registry.hasKey(key)) return refused(machine, "keyNotFound");
  if (!mayAccess(machine, key, "read")) return refused(machine, "accessDenied");
  const name = switches.has("ve") ? "" : switches.get("v");
  if (name !== undefined) {
    const value = machine.registry.stored(key, name);
    if (value === undefined) return refused(machine, "notFound");
    return succeeded(`${banner(call)}${block(call, key, [value])}\r\n`);
  }
  const values = machine.registry.values(key);
  const subkeys = machine.registry.subkeys(key).map((child) => `${key}\\${child}`);
  if (switches.has("s")) return succeeded(`${banner(call)}${everything(call, key)}`);
  const top = values.length === 0 ? "\r\n" : `${block(call, key, values)}\r\n`;
  return succeeded(`${banner(call)}${top}${subkeys.map((child) => `${child}\r\n`).join("")}`);
}

function everything(call: RegCall, key: string): string {
  const values = call.machine.registry.values(key);
  const own = values.length === 0 ? "" : `${block(call, key, values)}`;
  const below = call.machine.registry.subkeys(key).map((child) => everything(call, `${key}\\${child}`));
  return [own, ...below].join("");
}

function block(call: RegCall, key: string, values: readonly StoredValue[]): string {
  return `\r\n${key}\r\n${values.map((value) => line(call, value)).join("")}`;
}

function line(call: RegCall, { name, value }: StoredValue): string {
  const format = call.machine.registryToolFormat;
  const xp = format === "xp";
  const shown = name !== "" ? name : xp ? "<NO NAME>" : message(call.machine.language, "defaultName");
  const gap = xp ? "\t" : "    ";
  return `    ${shown}${gap}${value.type}${gap}${printData(value, format)}\r\n`;
}

function banner(call: RegCall): string {
  return call.machine.registryToolFormat === "xp" ? "\r\n! REG.EXE VERSION 3.0\r\n" : "";
}
