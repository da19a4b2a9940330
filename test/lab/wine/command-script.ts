import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WinePrefix } from "./prefix";
import type { WineTools } from "./tools";

/**
 * Writes the script that stands for `cmd.exe /c "<command>"` of Windows' own sshd, and returns its path. The command
 * comes in SSH_ORIGINAL_COMMAND. It goes through a .bat file because wine changes the inner quotes of an argument of
 * `cmd /c` to `\"`.
 */
export function writeCommandScript(folder: string, tools: WineTools, prefix: WinePrefix): string {
  const path = join(folder, "command");
  const variables = Object.entries(prefix.environment)
    .map(([name, value]) => `${name}=${quoted(value ?? "")}`)
    .join(" ");
  const text = `#!/bin/sh
file=${quoted(join(prefix.driveC, "line"))}/$$.bat
printf '@echo off\\r\\n%s\\r\\n' "$SSH_ORIGINAL_COMMAND" > "$file"
env -i ${variables} ${quoted(tools.wine)} cmd /c "C:\\\\line\\\\$$.bat" </dev/null
code=$?
rm -f "$file"
exit $code
`;
  writeFileSync(path, text, { mode: 0o700 });
  return path;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
