import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Named by the script that starts a run (`npm test`, `npm start`), which then also removes it. */
const folderVariable = "PULUMI_WINDOWS_IPSEC_RUN_FOLDER";

let folder: string | undefined;

/**
 * The one temporary folder of this run, absolute and without links. Everything that a test writes lies below it, so that
 * leftovers, processes included, can be told by its name.
 */
export function runFolder(): string {
  if (folder !== undefined) return folder;
  const given = process.env[folderVariable];
  if (given !== undefined && given !== "") {
    mkdirSync(given, { recursive: true });
    folder = realpathSync(given);
    return folder;
  }
  const made = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-windows-ipsec-")));
  process.on("exit", () => rmSync(made, { recursive: true, force: true, maxRetries: 3 }));
  folder = made;
  return made;
}

/** A folder for what one test process prepares for all of the run: of the run where several share it, else the process's own. */
export function sharedFolder(): string {
  const given = process.env.PULUMI_WINDOWS_IPSEC_SHARED_FOLDER;
  return given === undefined || given === "" ? runFolder() : given;
}

/** A new empty folder below the run's own, its name beginning with `prefix`. */
export function newFolder(prefix: string): string {
  return mkdtempSync(join(runFolder(), `${prefix}-`));
}
