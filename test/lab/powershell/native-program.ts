import type { ProgramResult } from "../simulated/machine";

/** A program outside PowerShell; its output is one character a byte. */
export interface NativeProgram {
  /** The full path, as PowerShell puts it before the arguments. */
  readonly path: string;
  /** Runs it with the words it makes of its command line; `rest` is that line without the program. */
  run(argv: readonly string[], rest: string): Promise<ProgramResult>;
}

/** Finds the program for a name; undefined if there is none. */
export type FindProgram = (name: string) => NativeProgram | undefined;

/** Starts a program as `Process.Start` does; throws a DotnetException if there is none. Output is one character a byte. */
export type StartProcess = (
  fileName: string,
  argumentText: string,
  workingDirectory: string,
) => Promise<ProgramResult>;
