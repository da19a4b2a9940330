import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes a program that answers the shell probe as cmd does, makes the file `began` beside itself at `wait` and then writes until
 * nobody listens, and repeats any other command line. Gives its path.
 */
export function writeCmdAnswers(folder: string): string {
  const path = join(folder, "command");
  const text = `#!/bin/sh
case "$SSH_ORIGINAL_COMMAND" in
echo*) echo "Windows_NT+\\$PSHOME" ;;
wait) : > "$(dirname "$0")/began"; while printf x; do sleep 0.1; done ;;
*) printf "%s" "$SSH_ORIGINAL_COMMAND" ;;
esac
`;
  writeFileSync(path, text, { mode: 0o700 });
  return path;
}
