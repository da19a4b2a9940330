import { type ChildProcess, execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { pause, systemClock } from "../../../provider/clock";
import { processesNaming, signalProcess } from "../../support/processes";

/** What a program that ran to its end gave back; output and errors are one character a byte. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
}

/** Runs a program to its end with nothing on its standard input; rejects only if it cannot be started. */
export function runToEnd(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env, encoding: "latin1", maxBuffer: 64 * 1024 * 1024 },
      (fault, output, errorOutput) => {
        if (fault !== null && typeof fault.code !== "number" && child.exitCode === null && !fault.killed)
          reject(fault);
        else resolve({ exitCode: child.exitCode ?? -1, output, errorOutput });
      },
    );
    child.stdin?.end();
  });
}

const alive = new Set<ChildProcess>();
const accounted = new Set<string>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
  for (const text of accounted) for (const { pid } of processesNaming(text)) signalProcess(pid, "SIGKILL");
});

/** Makes sure that a child does not outlive this process, whatever ends it first. */
export function keepAccount(child: ChildProcess): void {
  alive.add(child);
  child.once("exit", () => alive.delete(child));
}

/** The same for every process whose command line or environment names this text. */
export function keepAccountOfAllNaming(text: string): void {
  accounted.add(text);
}

/**
 * Kills a child with everything it started, and waits until the child is gone. The tree is stopped first, layer by
 * layer: what loses its parent while it is being listed could not be found again.
 */
export async function killTree(root: ChildProcess): Promise<void> {
  if (root.pid === undefined || root.exitCode !== null || root.signalCode !== null) return;
  const stopped = new Set<number>();
  for (
    let found = [root.pid];
    found.length > 0;
    found = childrenOf(stopped).filter((pid) => !stopped.has(pid))
  ) {
    for (const pid of found) {
      signalProcess(pid, "SIGSTOP");
      stopped.add(pid);
    }
  }
  const gone = once(root, "exit");
  for (const pid of stopped) signalProcess(pid, "SIGKILL");
  await gone;
}

/** Kills every process whose command line or environment names this text; resolves when none is left. */
export async function endAllNaming(text: string): Promise<void> {
  for (let found = processesNaming(text); found.length > 0; found = processesNaming(text)) {
    for (const { pid } of found) signalProcess(pid, "SIGKILL");
    await pause(systemClock, 10);
  }
}

/** The processes whose parent is one of these. */
function childrenOf(parents: ReadonlySet<number>): number[] {
  const children: number[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(entry);
    if (parent !== undefined && parents.has(parent)) children.push(Number(entry));
  }
  return children;
}

function parentOf(pid: string): number | undefined {
  try {
    // `pid (name) state parent …`, where the name may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
