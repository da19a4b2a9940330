/** Has something taken away at the end of a demo, however it ends: the last first. */
export type AtEnd = (clean: () => Promise<unknown>) => void;

/** Runs a demo: the exit code is 0 only if it does not reject, and nothing is left, also after Ctrl-C. */
export async function runDemo(play: (atEnd: AtEnd) => Promise<void>): Promise<void> {
  const left: (() => Promise<unknown>)[] = [];
  const faults: unknown[] = [];
  const keep = (fault: unknown): void => void faults.push(fault);
  const cleanUp = async (): Promise<void> => {
    for (let clean = left.pop(); clean !== undefined; clean = left.pop()) await clean().catch(keep);
  };
  let interrupted = false;
  process.on("SIGINT", () => {
    // From a terminal it comes twice: to the whole group, and once more from npm start.
    if (interrupted) return;
    interrupted = true;
    console.log("\ninterrupted: cleaning up");
    cleanUp().finally(() => process.exit(130));
  });
  await play((clean) => void left.push(clean)).catch(keep);
  // The one who interrupted cleans up, and has made what was under way fail.
  if (interrupted) return;
  await cleanUp();
  if (faults.length === 0) {
    console.log("\nAll steps went as expected. No stack, no process and no file of them is left.");
    return;
  }
  for (const fault of faults)
    console.error(`\nfailed: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exitCode = 1;
}

/** Hands on whole lines of a text that comes in pieces. */
export function lineByLine(take: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  };
}
