import { execFileSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { sharedFolder } from "../../support/run-folder";
import type { WineTools } from "./tools";

/** Compiles shutdown.c, once a run, and returns the path of the Windows program. */
export function shutdownProgram(tools: WineTools): string {
  const program = join(sharedFolder(), "shutdown.exe");
  if (existsSync(program)) return program;
  // Moved into place: another suite of this run may be looking at the same moment.
  const draft = `${program}.${process.pid}`;
  const source = join(__dirname, "shutdown.c");
  execFileSync(tools.compiler, [
    "-municode",
    "-Os",
    "-s",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-o",
    draft,
    source,
  ]);
  renameSync(draft, program);
  return program;
}
