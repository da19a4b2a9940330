import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One file of a folder under test/cases. */
export interface CaseFile<T> {
  /** The file's name without its ending. */
  readonly name: string;
  readonly content: T;
}

/** Every case of a folder under test/cases, in the order of their names; a folder without cases is an error. */
export function readCases<T>(folder: string): CaseFile<T>[] {
  const path = join(__dirname, "../cases", folder);
  const names = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (names.length === 0) throw new Error(`no cases in ${folder}`);
  return names.map((name) => ({
    name: name.replace(/\.json$/, ""),
    content: JSON.parse(readFileSync(join(path, name), "utf8")) as T,
  }));
}
