import { createInterface } from "node:readline";
import type { EditionName } from "../powershell/edition";
import { parseScript } from "../powershell/parse-statements";
import { ParseError } from "../powershell/refusals";
import { type LanguageMode, notSimulatedExitCode, Session } from "../powershell/session";
import type { ProgramResult } from "../simulated/machine";
import { lineForCmd } from "./cmd-call";
import { remotingCmdlets } from "./remoting-cmdlets";
import { WorldLink } from "./world-link";

/*
 * A stand-in for powershell.exe and pwsh.exe, for machines on which no PowerShell can be installed. Assumed of the real ones, and seen
 * in PowerShell's public source only (ConsoleHost.cs, ConsoleHostUserInterface.cs):
 *
 * - with `-Command -` they read standard input line by line, echo nothing and print no prompt; a line that is a whole statement is
 *   carried out at once; one that is not is collected up to the next empty line;
 * - `[Console]::In.ReadLine()` takes the next line from the same reader, so that a command can be followed by its data;
 * - such data are in no transcript, and no script block;
 * - at the end of the input they end, as `exit` does; an error ends its line, and not the process;
 * - one that ends so closes its remoting sessions (LocalConnection.cs); one that is killed leaves them to the other computer, which
 *   closes them after their idle time-out.
 *
 * What the language and the cmdlets are asked that is not simulated ends the process with 255, so that no test passes by luck.
 */

/** Where the stand-in runs, and as what. */
export interface StandInOptions {
  readonly worldPort: number;
  readonly edition: EditionName;
  readonly languageMode: LanguageMode;
}

const neededArguments = "-NoLogo -NoProfile -NonInteractive -NoExit -Command -";

/** Runs until the input ends, or somebody says exit. */
export async function standIn(options: StandInOptions, given: readonly string[]): Promise<void> {
  const world = new WorldLink(options.worldPort);
  // .NET's console takes a broken pipe for a reader that wants no more.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  await world.tell({ kind: "started", arguments: given, environment: process.env });
  if (given.join(" ").toLowerCase() !== neededArguments.toLowerCase()) {
    process.stderr.write(`This stand-in is started with ${neededArguments} only.\r\n`);
    return leave(world, 64);
  }
  const nextLine = lineReader();
  const runHere = async (line: string): Promise<ProgramResult> => {
    const answer = await world.ask({ kind: "runHere", line });
    if (answer.kind !== "ran") throw new Error(`the world answered ${answer.kind}`);
    return answer;
  };
  const session = new Session({
    edition: options.edition,
    languageMode: options.languageMode,
    output: (bytes) => void process.stdout.write(Buffer.from(bytes, "latin1")),
    errorOutput: (bytes) => void process.stderr.write(Buffer.from(bytes, "latin1")),
    readLine: nextLine,
    startProcess: (...given) => runHere(lineForCmd(...given)),
    cmdlets: remotingCmdlets(world),
  });
  for (;;) {
    const text = await nextStatement(session, nextLine);
    if (text === null) return leave(world, 0);
    await world.tell({ kind: "said", line: text });
    const outcome = await session.run(text);
    if (outcome.kind === "exit") return leave(world, outcome.exitCode);
    if (outcome.kind === "notSimulated") return leave(world, notSimulatedExitCode);
  }
}

/** The next line that is a whole statement, or lines up to an empty one; null at the end of the input. */
async function nextStatement(
  session: Session,
  nextLine: () => Promise<string | null>,
): Promise<string | null> {
  let line = await nextLine();
  while (line?.trim() === "") line = await nextLine();
  if (line === null || !isIncomplete(session, line)) return line;
  const lines = [line];
  for (let next = await nextLine(); next !== null && next.trim() !== ""; next = await nextLine())
    lines.push(next);
  return lines.join("\n");
}

function isIncomplete(session: Session, text: string): boolean {
  try {
    parseScript(text, session.edition);
    return false;
  } catch (error) {
    return error instanceof ParseError && error.incomplete;
  }
}

function lineReader(): () => Promise<string | null> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    return done === true ? null : String(value);
  };
}

async function leave(world: WorldLink, exitCode: number): Promise<void> {
  await world.tell({ kind: "ending" });
  await world.end();
  process.exit(exitCode);
}
