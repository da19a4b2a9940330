import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";

/** Everything below a folder, without what links lead to: `recursive` of Node's own follows them from version 22 on. */
export function* entriesBelow(folder: string): Generator<{ readonly path: string; readonly entry: Dirent }> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    yield { path, entry };
    if (entry.isDirectory()) yield* entriesBelow(path);
  }
}
