import { lstatSync } from "node:fs";
import { win32 } from "node:path";
import type { PowerShellConnection } from "./connection";
import { type Environment, variable } from "./environment";

/** A program as the user knows it, and where it is; without a path there is none. */
export interface Executable {
  readonly name: string;
  readonly path: string | undefined;
}

/**
 * The PowerShell to start: Windows' own unless told. On Windows a bare name is looked for on PATH here: the system would look in the
 * current folder first, where anybody's program of that name would be run with the rights of whoever runs Pulumi.
 */
export function executableOf(
  { executable }: PowerShellConnection,
  environment: Environment = process.env,
  isThere: (path: string) => boolean = isFile,
): Executable {
  const root = variable(environment, "SystemRoot");
  if (root === undefined) {
    const name = executable ?? "pwsh";
    return { name, path: name };
  }
  if (executable === undefined) {
    const path = win32.join(root, "System32", "WindowsPowerShell", "v1.0", "powershell.exe");
    return { name: path, path };
  }
  if (/[\\/:]/.test(executable)) return { name: executable, path: executable };
  const file = win32.extname(executable) === "" ? `${executable}.exe` : executable;
  const folders = (variable(environment, "Path") ?? "").split(win32.delimiter).filter(win32.isAbsolute);
  return { name: executable, path: folders.map((folder) => win32.join(folder, file)).find(isThere) };
}

/** Not followed: the pwsh of Microsoft's store is a link that only the system can read. A folder may be closed to us, or far away. */
function isFile(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
