import { lstatSync } from "node:fs";
import { win32 } from "node:path";
import { holdsSecret } from "../secret-reader";
import type { PowerShellConnection } from "./connection";

/** A program as the user knows it, and where it is; without a path there is none. */
export interface Executable {
  readonly name: string;
  readonly path: string | undefined;
  /** Whether this is Windows, as far as the environment tells. */
  readonly onWindows: boolean;
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
    return { name, path: name, onWindows: false };
  }
  const onWindows = true;
  if (executable === undefined) {
    const path = win32.join(root, "System32", "WindowsPowerShell", "v1.0", "powershell.exe");
    return { name: path, path, onWindows };
  }
  if (/[\\/:]/.test(executable)) return { name: executable, path: executable, onWindows };
  const file = win32.extname(executable) === "" ? `${executable}.exe` : executable;
  const folders = foldersIn(variable(environment, "Path") ?? "").filter(win32.isAbsolute);
  const path = folders.map((folder) => win32.join(folder, file)).find(isThere);
  return { name: executable, path, onWindows };
}

/** The folders that a Path of Windows names: one between quotes may hold a semicolon. */
function foldersIn(path: string): string[] {
  return (path.match(/(?:"[^"]*"|[^";])+/g) ?? []).map((entry) => entry.replaceAll('"', ""));
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

/**
 * What Windows, .NET, Kerberos and PowerShell look at; nothing else is handed on. Names, not beginnings of names: under each beginning
 * somebody keeps a password.
 */
const handedOn: ReadonlySet<string> = new Set(
  [
    "PATH PATHEXT COMSPEC SYSTEMROOT SYSTEMDRIVE WINDIR OS TEMP TMP TMPDIR TZ",
    "LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME",
    "ALLUSERSPROFILE APPDATA LOCALAPPDATA PROGRAMDATA PUBLIC DRIVERDATA HOME HOMEDRIVE HOMEPATH",
    "PROGRAMFILES PROGRAMW6432 PROGRAMFILES(X86) COMMONPROGRAMFILES COMMONPROGRAMW6432 COMMONPROGRAMFILES(X86)",
    "USERNAME USERPROFILE USERDOMAIN USERDOMAIN_ROAMINGPROFILE USERDNSDOMAIN USER LOGNAME SHELL",
    "COMPUTERNAME LOGONSERVER SESSIONNAME NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE PROCESSOR_ARCHITEW6432 PROCESSOR_IDENTIFIER PROCESSOR_LEVEL PROCESSOR_REVISION",
    "KRB5CCNAME KRB5_CONFIG SSL_CERT_FILE SSL_CERT_DIR LD_LIBRARY_PATH",
    "XDG_CACHE_HOME XDG_CONFIG_DIRS XDG_CONFIG_HOME XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR XDG_STATE_HOME",
    "DOTNET_ROOT DOTNET_ROOT(X86) DOTNET_ROOT_X64 DOTNET_ROOT_X86 DOTNET_ROOT_ARM64",
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT DOTNET_ENABLEWRITEXOREXECUTE DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    "POWERSHELL_TELEMETRY_OPTOUT POWERSHELL_UPDATECHECK POWERSHELL_DISTRIBUTION_CHANNEL",
  ].flatMap((names) => names.split(" ")),
);

/** Without these PowerShell puts escape sequences into what it prints: around each answer on Unix, around errors everywhere. */
const plainText = { TERM: "dumb", NO_COLOR: "1" };

/**
 * What PowerShell, and everything that it starts, gets of this process's environment. Secrets lie there: those that connections name,
 * and whatever else a CI gives to the program. And `PSModulePath`, written by another edition of PowerShell above us, would have this
 * one load modules that are not its own. On Windows programs are looked for in Windows' own folder first and never in the current
 * one, where anybody's `reg` or `whoami` would be run with an administrator's rights.
 */
export function environmentFor(
  environment: Environment = process.env,
  isSecret: (name: string) => boolean = holdsSecret,
): Record<string, string> {
  const kept: Record<string, string> = { ...plainText };
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && handedOn.has(name.toUpperCase()) && !isSecret(name)) kept[name] = value;
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
