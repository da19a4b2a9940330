import { DotnetException } from "../powershell/dotnet-object";
import type { EditionName } from "../powershell/edition";
import type { NativeProgram } from "../powershell/native-program";
import { NotSimulatedError } from "../powershell/refusals";
import { runOnce } from "../powershell/session";
import { splitArguments } from "./arguments";
import { runNested } from "./cmd";
import type { ProgramResult } from "./machine";
import { asConsoleBytes, fromConsoleBytes } from "./messages";
import { programOf, systemDirectory, systemProgramName } from "./programs";
import type { SimulatedWindows } from "./simulated-windows";

/** Runs a text on the machine as `powershell -c` does, with the rights, the registry and the programs it has. */
export async function runPowerShell(
  windows: SimulatedWindows,
  edition: EditionName,
  text: string,
): Promise<ProgramResult> {
  let [output, errorOutput] = ["", ""];
  const find = (name: string) => findProgram(windows, name);
  const exitCode = await runOnce(
    {
      edition,
      output: (bytes) => {
        output += bytes;
      },
      errorOutput: (bytes) => {
        errorOutput += bytes;
      },
      encoding: { encode: asConsoleBytes, decode: fromConsoleBytes },
      environment: windows.environment,
      systemDirectory,
      findProgram: find,
      startProcess: (fileName, argumentText) => {
        const program = find(fileName);
        if (program !== undefined) return program.run(splitArguments(argumentText), argumentText);
        throw new DotnetException("Win32Exception", "The system cannot find the file specified");
      },
    },
    text,
  );
  return { exitCode: windows.arrivingBits(exitCode), output, errorOutput };
}

function findProgram(windows: SimulatedWindows, typed: string): NativeProgram | undefined {
  const name = systemProgramName(typed);
  if (name === undefined) return undefined;
  if (name === "powershell" || name === "pwsh") throw new NotSimulatedError(`program ${name}`);
  const path = `${systemDirectory}\\${name}.exe`;
  if (name === "cmd") return { path, run: async (_argv, rest) => inBytes(await runNested(windows, rest)) };
  const program = programOf(windows, name);
  if (program === undefined) return undefined;
  return { path, run: async (argv, rest) => inBytes(await program(windows, argv, `"${path}" ${rest}`)) };
}

function inBytes({ exitCode, output, errorOutput }: ProgramResult): ProgramResult {
  return { exitCode, output: asConsoleBytes(output), errorOutput: asConsoleBytes(errorOutput) };
}
