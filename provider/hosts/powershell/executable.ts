import { lstatSync } from "node:fs";
import { win32 } from "node:path";
import type { PowerShellConnection } from "./connection";

/** A program as the user knows it, and where it is; without a path there is none. */
export interface Executable {
  readonly name: string;
  readonly path: string | undefined;
}

/**
 * The PowerShell to start: Windows' own by default. On Windows a bare name is looked for on PATH here: the system would look in the
 * current folder first, where anybody's program of that name would be run with the rights of the account that runs Pulumi.
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

/** Environment variables, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What Windows, .NET, Kerberos and PowerShell look at; nothing else is handed on. */
const handedOn = [
  /^(?:PATH|PATHEXT|COMSPEC|SYSTEMROOT|SYSTEMDRIVE|WINDIR|OS|TE?MP|TMPDIR|TZ|LANG|LC_[A-Z]+)$/i,
  /^(?:ALLUSERSPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PUBLIC|DRIVERDATA|HOME|HOMEDRIVE|HOMEPATH)$/i,
  /^(?:COMMON)?PROGRAM(?:FILES|W6432|FILES\(X86\))$/i,
  /^(?:USERNAME|USERPROFILE|USERDOMAIN|USERDOMAIN_ROAMINGPROFILE|USERDNSDOMAIN|USER|LOGNAME|SHELL)$/i,
  /^(?:COMPUTERNAME|LOGONSERVER|SESSIONNAME|NUMBER_OF_PROCESSORS|PROCESSOR_[A-Z0-9]+)$/i,
  /^(?:KRB5|XDG_|DOTNET_|POWERSHELL_)|^(?:KRB5CCNAME|SSL_CERT_FILE|SSL_CERT_DIR|LD_LIBRARY_PATH)$/i,
];

/** Without these PowerShell puts escape sequences into what it prints: around each answer on Unix, around errors everywhere. */
const plainText = { TERM: "dumb", NO_COLOR: "1" };

/**
 * What PowerShell, and everything that it starts, gets of this process's environment. Secrets lie there: those that connections name,
 * and whatever else a CI gives to the program. And `PSModulePath`, written by another edition of PowerShell above us, would have this
 * one load modules that are not its own. On Windows programs are looked for in Windows' own folder first and never in the current
 * one, where anybody's `reg` or `whoami` would be run with an administrator's rights.
 */
export function environmentFor(environment: Environment = process.env): Record<string, string> {
  const kept: Record<string, string> = { ...plainText };
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && handedOn.some((pattern) => pattern.test(name))) kept[name] = value;
  }
  const root = variable(environment, "SystemRoot");
  if (root === undefined) return kept;
  const pathName = nameIn(kept, "Path") ?? "Path";
  const folders = [win32.join(root, "System32"), kept[pathName] ?? ""].filter((folder) => folder !== "");
  return { ...kept, [pathName]: folders.join(win32.delimiter), NoDefaultCurrentDirectoryInExePath: "1" };
}

/** A variable of Windows, where the case of names does not matter. */
export function variable(environment: Environment, name: string): string | undefined {
  const found = nameIn(environment, name);
  return found === undefined ? undefined : environment[found];
}

function nameIn(environment: Environment, name: string): string | undefined {
  return Object.keys(environment).find((known) => known.toLowerCase() === name.toLowerCase());
}
