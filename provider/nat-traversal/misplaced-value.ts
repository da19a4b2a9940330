import { quoteForeign } from "../sanitize";
import type { Fact } from "../windows/fact";
import { listedNames, readNamedValue } from "../windows/registry-answer";
import { describeValue, queryKey, queryValue, type RegistryValue } from "../windows/registry-value";
import { servicePath, valueName } from "./nat-traversal-value";

/** A value that was meant to be the setting, and that Windows does not read. */
export interface MisplacedValue {
  readonly path: string;
  readonly name: string;
  /** Known where only the place is wrong. */
  readonly value?: RegistryValue;
}

/** Service keys in which guides and scripts put the value by mistake; the key of the other version of Windows is read by itself. */
const wrongKeys = [
  "PolicyAgent\\Parameters",
  "IKEEXT",
  "IKEEXT\\Parameters",
  "RasMan\\Parameters",
  "Tcpip",
  "Tcpip\\Parameters",
].map(servicePath);

/** The values of the setting's name under keys where Windows does not look for it. */
export const valuesUnderWrongKeys: Fact<MisplacedValue[]> = {
  query: wrongKeys.map((path) => queryValue(path, valueName)),
  read: (answers) =>
    wrongKeys.flatMap((path, at) => {
      const answer = answers[at];
      const value = answer === undefined ? undefined : readNamedValue(answer, path, valueName);
      return value === undefined ? [] : [{ path, name: valueName, value }];
    }),
};

/** The values of a service key whose names are nearly the setting's. */
export function misspeltValues(path: string): Fact<MisplacedValue[]> {
  return {
    query: queryKey(path),
    read: ([listing]) => {
      const found: MisplacedValue[] = [];
      for (const name of listing === undefined ? [] : listedNames(listing)) {
        if (found.length === mostReported) break;
        if (isMisspelt(name)) found.push({ path, name });
      }
      return found;
    },
  };
}

/** So many tell enough; a host may list any number. */
const mostReported = 5;

/** How many letters may be missing, added or others: no other value of these keys comes near. */
const mostEdits = 9;

/** Whether a name is nearly the setting's; one that differs only in letter case is the very name to Windows. */
export function isMisspelt(name: string): boolean {
  const [given, meant] = [name.toLowerCase(), valueName.toLowerCase()];
  if (given === meant || Math.abs(given.trim().length - meant.length) > mostEdits) return false;
  return edits(given.trim(), meant) <= mostEdits;
}

/** That the value is there and does nothing, as a sentence. */
export function describeMisplaced({ path, name, value }: MisplacedValue, rightPath: string): string {
  const problem =
    value === undefined
      ? `has a value named ${quoteForeign(name)}, which Windows does not read: the name is ${valueName}`
      : `has ${valueName} (${describeValue(value)}), which Windows does not read there, but under ${rightPath}`;
  return `${path} ${problem}. It is left alone.`;
}

/** Letters to insert, remove or replace to get from one text to the other (Levenshtein). */
function edits(one: string, other: string): number {
  // The last row that was filled in, and the next one: a key may list thousands of names, so no row is made anew.
  let [row, next] = [new Uint16Array(other.length + 1), new Uint16Array(other.length + 1)];
  for (let column = 0; column <= other.length; column++) row[column] = column;
  for (let index = 0; index < one.length; index++) {
    next[0] = index + 1;
    for (let column = 0; column < other.length; column++) {
      const replaced = (row[column] ?? 0) + (one[index] === other[column] ? 0 : 1);
      next[column + 1] = Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1);
    }
    [row, next] = [next, row];
  }
  return row.at(-1) ?? 0;
}
