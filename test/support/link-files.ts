import { linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Makes a second folder of the same files, without copying what is in them. */
export function linkFiles(folder: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [from, target] = [join(folder, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFiles(from, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), target);
    else linkSync(from, target);
  }
}
