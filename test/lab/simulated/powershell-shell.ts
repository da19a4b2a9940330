import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { readLine, type ShellLine, UnknownLineError } from "../powershell-stand-in/shell-line";
import { quotedForRuntime } from "./arguments";
import { failed, type ProgramResult, succeeded } from "./machine";
import { asConsoleBytes } from "./messages";
import { programOf, systemDirectory } from "./programs";
import type { SimulatedWindows } from "./simulated-windows";

/** Where each of the two PowerShells is installed, as `$PSHOME` says. */
const homes = {
  powershell: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
  pwsh: "C:\\Program Files\\PowerShell\\7",
} as const;

/** Starts a program with these arguments; undefined where there is none of this name. */
export type StartProgram = (name: string, argv: readonly string[]) => Promise<ProgramResult | undefined>;

/** Runs a line of the product on the machine as `powershell -c` does, with the rights, the registry and the programs it has. */
export async function runPowerShell(
  windows: SimulatedWindows,
  shell: keyof typeof homes,
  line: string,
): Promise<ProgramResult> {
  if (line === shellDetectionLine) {
    return succeeded(`${shellDetectionLine.slice("echo ".length).replace("$PSHOME", homes[shell])}\r\n`);
  }
  const result = await runLine(line, async (name, argv) => {
    const program = programOf(windows, name);
    if (program === undefined) return undefined;
    const words = argv.map((word) => (/\s/.test(word) ? quotedForRuntime(word) : word));
    const path = `${systemDirectory}\\${name}.exe`;
    return program(windows, [...argv], [`"${path}"`, ...words].join(" "));
  });
  return {
    exitCode: windows.arrivingBits(result.exitCode),
    output: asConsoleBytes(result.output),
    errorOutput: asConsoleBytes(result.errorOutput),
  };
}

/** What becomes of a line whose programs are started so; a line that is not known ends with 255. */
export async function runLine(
  line: string,
  start: StartProgram,
  read: (line: string) => ShellLine = readLine,
): Promise<ProgramResult> {
  try {
    return await runShellLine(read(line), start);
  } catch (error) {
    if (error instanceof UnknownLineError)
      return failed(255, `This stand-in refuses the line: ${error.message}`);
    throw error;
  }
}

/** cmd's own code for a program that is not there, which the line sets before each. */
const notStarted = 9009;

async function runShellLine(
  { nonce, programs, last }: ShellLine,
  start: StartProgram,
): Promise<ProgramResult> {
  let [output, errorOutput, exitCode] = [`${nonce}.begin\r\n`, "", notStarted];
  const run = async ([name = "", ...argv]: readonly string[], why: string) => {
    const result = await start(name, argv);
    exitCode = result?.exitCode ?? notStarted;
    output += result?.output ?? why;
    errorOutput += result?.errorOutput ?? "";
  };
  for (const [at, words] of programs.entries()) {
    await run(words, `${nonce}.why.CommandNotFoundException\r\n`);
    output += `${nonce}.${at}.${exitCode}\r\n`;
  }
  if (last !== undefined && (exitCode === 0 || !last.onlyIfSucceeded)) await run(last.words, "");
  return { exitCode, output, errorOutput };
}
