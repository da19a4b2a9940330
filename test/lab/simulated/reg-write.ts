import { type ProgramResult, succeeded, waitsForAnAnswer } from "./machine";
import { message } from "./messages";
import { mayAccess, type RegCall, refused } from "./reg";
import { knownType, readData } from "./registry-text";

/** `reg add KEY [-v NAME | -ve] [-t TYPE] [-s SEPARATOR] [-d DATA] [-f]`: makes a missing key without a word. */
export function regAdd(call: RegCall): ProgramResult | Promise<ProgramResult> {
  const { machine, key, switches } = call;
  const name = switches.has("ve") ? "" : switches.get("v");
  const type = knownType(switches.get("t") ?? "REG_SZ", machine.registryToolFormat);
  if (type === undefined) return refused(machine, "invalidSyntax");
  const value = readData(type, switches.get("d"), switches.get("s"));
  if (value === undefined) return refused(machine, "invalidSyntax");
  if (!mayAccess(machine, key, "write")) return refused(machine, "accessDenied");
  if (!machine.registry.createKey(key)) return refused(machine, "stableUnderVolatile");
  if (name === undefined) {
    const somethingToSet = ["t", "d"].some((other) => switches.has(other));
    if (somethingToSet) machine.registry.set(key, "", value);
    return done(call);
  }
  const exists = machine.registry.get(key, name).type !== "absent";
  if (exists && !switches.has("f")) return waitsForAnAnswer();
  machine.registry.set(key, name, value);
  return done(call);
}

/** `reg delete KEY [-v NAME | -ve | -va] [-f]`: without any of the three the key goes, with all that is under it. */
export function regDelete(call: RegCall): ProgramResult | Promise<ProgramResult> {
  const { machine, key, switches } = call;
  if (!machine.registry.hasKey(key)) return refused(machine, "keyNotFound");
  if (!mayAccess(machine, key, "write")) return refused(machine, "accessDenied");
  const name = switches.has("ve") ? "" : switches.get("v");
  if (name !== undefined && machine.registry.get(key, name).type === "absent") {
    return refused(machine, "notFound");
  }
  if (!switches.has("f")) return waitsForAnAnswer();
  if (name !== undefined) machine.registry.delete(key, name);
  else if (switches.has("va")) {
    for (const value of machine.registry.values(key)) machine.registry.delete(key, value.name);
  } else machine.registry.deleteKey(key);
  return done(call);
}

function done(call: RegCall): ProgramResult {
  return succeeded(`${message(call.machine.language, "done")}\r\n`);
}
