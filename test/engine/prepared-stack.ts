import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder, sharedFolder } from "../support/run-folder";

/** Where a stack leaves its traces: its salt beside Pulumi.yaml, and all else in the file backend. */
export interface StackPlaces {
  readonly programFolder: string;
  readonly stateFolder: string;
}

const settings = "Pulumi.dev.yaml";
const backend = ".pulumi";

/**
 * Makes the empty stack "dev" of a project. The first of its name in a run is made by the CLI; what that left is kept for all others: to start the
 * CLI takes longer than most of what it does.
 */
export async function prepareStack(places: StackPlaces, init: () => Promise<unknown>): Promise<void> {
  const { programFolder, stateFolder } = places;
  const [, name] = /^name: (\S+)$/m.exec(readFileSync(join(programFolder, "Pulumi.yaml"), "utf8")) ?? [];
  const prepared = join(sharedFolder(), `stack-${name}`);
  if (name !== undefined && existsSync(prepared)) {
    cpSync(join(prepared, settings), join(programFolder, settings));
    cpSync(join(prepared, backend), join(stateFolder, backend), { recursive: true });
    return;
  }
  await init();
  const own = newFolder("stack");
  cpSync(join(programFolder, settings), join(own, settings));
  cpSync(join(stateFolder, backend), join(own, backend), { recursive: true });
  try {
    renameSync(own, prepared);
  } catch {
    // Another process was quicker.
    rmSync(own, { recursive: true, force: true });
  }
}
