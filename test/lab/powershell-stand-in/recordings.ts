import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a real PowerShell answered to a script. */
export interface RecordedScript {
  readonly name: string;
  readonly text: string;
  readonly output: string;
  readonly errorOutput: string;
}

/** What a real PowerShell made of a line, on programs that all end with 0, and where reg ends with 1. */
export interface RecordedLine {
  readonly name: string;
  readonly text: string;
  readonly succeeding: RecordedRun;
  readonly failing: RecordedRun;
}

/** The programs that were started, with their arguments, and the exit code of the line. */
export interface RecordedRun {
  readonly started: readonly (readonly string[])[];
  readonly exitCode: number;
}

const folder = join(__dirname, "..", "..", "cases", "powershell-recorded");

/** Whether the texts are held to the recordings; mutants are judged without. */
export const areHeldToRecordings = process.env.POWERSHELL_RECORDINGS !== "off";

/** What to do about a text that is not recorded. */
export const howToRecord =
  "PowerShell is told something that no real one has answered: npm run test:powershell -- --record";

/** The recordings of the scripts, or of the lines; none where nothing was recorded yet. */
export function recorded(kind: "scripts"): readonly RecordedScript[];
export function recorded(kind: "lines"): readonly RecordedLine[];
export function recorded(kind: "scripts" | "lines"): readonly unknown[] {
  const file = fileOf(kind);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/** Keeps them. */
export function record(kind: "scripts" | "lines", recordings: readonly object[]): void {
  mkdirSync(dirname(fileOf(kind)), { recursive: true });
  // A row for each, so that a change shows which were spelled otherwise.
  writeFileSync(fileOf(kind), `[\n${recordings.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
}

function fileOf(kind: "scripts" | "lines"): string {
  return join(folder, `${kind}.json`);
}
