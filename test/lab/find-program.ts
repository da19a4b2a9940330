import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The absolute path of the first of these programs that is installed, in PATH or where Debian keeps what is not for everybody. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/lib/wine", "/usr/sbin", "/sbin"];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== "" && isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
