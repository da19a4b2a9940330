import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { runFolder } from "../../support/run-folder";
import type { StandInOptions } from "./stand-in";

/** Writes an executable file into the folder that starts the stand-in with these options; gives its path. */
export function writeExecutable(folder: string, name: string, options: StandInOptions): string {
  const file = join(folder, name);
  const start = `require(${JSON.stringify(compiled())}).standIn(${JSON.stringify(options)}, process.argv.slice(1));`;
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

let program: string | undefined;

/** The stand-in as one file of JavaScript, made once: compiling it would take most of the time of each of many processes. */
function compiled(): string {
  if (program !== undefined) return program;
  const outfile = join(runFolder(), `stand-in-${process.pid}.cjs`);
  buildSync({
    entryPoints: [join(__dirname, "stand-in.ts")],
    ...{ bundle: true, platform: "node", format: "cjs", outfile },
  });
  program = outfile;
  return outfile;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
