import { isDeepStrictEqual } from "node:util";
import { withoutUndefined } from "../without-undefined";

/** Only the fields of these names that are defined. */
export function onlyNamed(names: readonly string[], fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}

/** Inputs that are never compared: they change without meaning anything for the host. */
const neverCompared = ["__stateVersion", "__rebootFollows"];

/** Whether two plain values are equal at every depth; an absent field and an undefined one are the same. */
export function sameData(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutUndefined(one), withoutUndefined(other));
}

/**
 * The names of the inputs that differ: all of `names`, and whatever else the new inputs hold but the hidden ones.
 * `olds` are the outputs in state (also as read returned them), which echo the inputs among other things.
 */
export function changedInputs(
  names: readonly string[],
  olds: Readonly<Record<string, unknown>>,
  news: Readonly<Record<string, unknown>>,
): string[] {
  const all = new Set([...names, ...Object.keys(news)]);
  return [...all].filter((name) => !neverCompared.includes(name) && !sameData(olds[name], news[name]));
}
