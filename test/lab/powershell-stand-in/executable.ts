import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StandInOptions } from "./stand-in";

/** Writes an executable file into the folder that starts the stand-in with these options; gives its path. */
export function writeExecutable(folder: string, name: string, options: StandInOptions): string {
  const file = join(folder, name);
  const start = [
    `require(${JSON.stringify(require.resolve("tsx/cjs"))});`,
    `require(${JSON.stringify(join(__dirname, "stand-in.ts"))})`,
    `.standIn(${JSON.stringify(options)}, process.argv.slice(1));`,
  ].join("");
  // Its own coverage means nothing, and would be written at the end of each of many processes.
  const lines = [
    "#!/bin/sh",
    "unset NODE_V8_COVERAGE",
    `exec ${quoted(process.execPath)} -e ${quoted(start)} -- "$@"`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  chmodSync(file, 0o755);
  return file;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
