import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A Unix PowerShell that loads this profile, which the transport's switches forbid; gives the program to start. */
export function withProfile(folder: string, powershell: string, profile: string): string {
  const configuration = join(folder, "powershell");
  mkdirSync(configuration, { recursive: true });
  writeFileSync(join(configuration, "profile.ps1"), profile);
  return executableFile(join(folder, "pwsh"), [
    `export XDG_CONFIG_HOME=${quoted(folder)}`,
    // Everything but the switch that keeps the profile out.
    'for argument; do shift; [ "$argument" = "-NoProfile" ] || set -- "$@" "$argument"; done',
    `exec ${quoted(powershell)} "$@"`,
  ]);
}

/** Writes a shell script that can be started; gives its path. */
export function executableFile(path: string, lines: readonly string[]): string {
  writeFileSync(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
