import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { visible } from "../validation/wording";

const largestBytes = 1024 * 1024;

/** Where paths of a connection start; by default that of the process that runs the provider. */
export interface LocalFolders {
  /** What a leading `~` means: the home of the account that runs Pulumi. */
  readonly home: () => string;
  /** What a relative path counts from: the folder of Pulumi.yaml's main is the process's own. */
  readonly working: () => string;
}

/** The folders of the running process. */
export const processFolders: LocalFolders = { home: homedir, working: () => process.cwd() };

/** A file could not be read; the message is a clause ("does not exist: /home/me/key") and holds no content. */
export class LocalFileFault extends Error {}

/**
 * Reads a text file on the machine that runs Pulumi: UTF-8, with or without a byte order mark, or UTF-16LE with one
 * (what Windows PowerShell's `>` writes). Throws LocalFileFault.
 */
export function readLocalText(path: string, folders: LocalFolders = processFolders): string {
  const absolute = localPath(path, folders);
  const bytes = readBytes(absolute, absolute === path ? "" : `: ${visible(absolute)}`);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new LocalFileFault("is not UTF-8 text");
  }
}

/** The absolute form of a path as users write it. Throws LocalFileFault for `~name/…`. */
export function localPath(path: string, folders: LocalFolders = processFolders): string {
  if (path === "~") return folders.home();
  if (path.startsWith("~/") || path.startsWith("~\\")) return join(folders.home(), path.slice(2));
  if (/^~[^/\\]*[/\\]/.test(path)) {
    throw new LocalFileFault("names another account's home, which is not supported");
  }
  return resolve(folders.working(), path);
}

/** `where` ends the message of a fault. */
function readBytes(path: string, where: string): Buffer {
  try {
    if (statSync(path).size > largestBytes) throw new LocalFileFault(`is larger than 1 MiB${where}`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof LocalFileFault) throw error;
    throw new LocalFileFault(`${reasonOf(error)}${where}`);
  }
}

// The system's own message is not passed on: its words differ from one system to the next.
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  if (code === "EACCES" || code === "EPERM") return "is not readable by this account";
  if (code === "EISDIR") return "is a folder";
  return `cannot be read${code === "" ? "" : ` (${code})`}`;
}
