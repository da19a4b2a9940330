import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { readLine, type Statement, UnknownLineError } from "../powershell-stand-in/shell-line";
import { quotedForRuntime } from "./arguments";
import { failed, type ProgramResult, succeeded } from "./machine";
import { asConsoleBytes } from "./messages";
import { programOf, systemDirectory, systemProgramName } from "./programs";
import type { SimulatedWindows } from "./simulated-windows";

/** Where each of the two PowerShells is installed, as `$PSHOME` says. */
const homes = {
  powershell: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
  pwsh: "C:\\Program Files\\PowerShell\\7",
} as const;

/** Starts a program with these arguments. */
export type StartProgram = (name: string, argv: readonly string[]) => Promise<ProgramResult>;

/** Runs a line of the product on the machine as `powershell -c` does, with the rights, the registry and the programs it has. */
export async function runPowerShell(
  windows: SimulatedWindows,
  shell: keyof typeof homes,
  line: string,
): Promise<ProgramResult> {
  if (line === shellDetectionLine) return succeeded(`%OS%+${homes[shell]}\r\n`);
  const result = await runLine(line, async (typed, argv) => {
    const name = systemProgramName(typed) ?? "";
    const program = programOf(windows, name);
    if (program === undefined) throw new UnknownLineError(`no such program here: ${typed}`);
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
  read: (line: string) => readonly Statement[] = readLine,
): Promise<ProgramResult> {
  let [output, errorOutput, lastExitCode] = ["", "", 0];
  try {
    for (const statement of read(line)) {
      if (statement.kind === "exit") return { exitCode: lastExitCode, output, errorOutput };
      if (statement.onlyIfSucceeded && lastExitCode !== 0) continue;
      const [name = "", ...argv] = statement.words;
      const result = await start(name, argv);
      lastExitCode = result.exitCode;
      output += result.output;
      errorOutput += result.errorOutput;
    }
  } catch (error) {
    if (error instanceof UnknownLineError)
      return failed(255, `This stand-in refuses the line: ${error.message}`);
    throw error;
  }
  // Without `exit` PowerShell makes 1 of every code but 0.
  return { exitCode: lastExitCode === 0 ? 0 : 1, output, errorOutput };
}
