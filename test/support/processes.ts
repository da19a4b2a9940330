import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine, found by what it was started with. */
export interface FoundProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Every process, except this one, whose command line or environment at its start holds `text`.
 * Reads /proc, so it finds something on Linux only; elsewhere the list is empty.
 */
export function processesNaming(text: string): FoundProcess[] {
  if (process.platform !== "linux") return [];
  const found: FoundProcess[] = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const commandLine = readOrEmpty(`/proc/${entry}/cmdline`);
    if (!commandLine.includes(text) && !readOrEmpty(`/proc/${entry}/environ`).includes(text)) continue;
    if (/^State:\s+Z/m.test(readOrEmpty(`/proc/${entry}/status`))) continue;
    found.push({ pid, commandLine: commandLine.replaceAll("\0", " ").trim() });
  }
  return found;
}

/** Sends a signal to one process; a process that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "ESRCH") throw fault;
  }
}

/** Processes end, and files vanish, between listing and reading. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
