import type { ProgramResult } from "../simulated/machine";
import { runOnce, type SessionOptions } from "./session";

/** What came of one text. */
export interface Recorded {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  /** The command lines of every program that ran, without the program. */
  readonly lines: readonly string[];
  /** The words that each of them made of it. */
  readonly argv: readonly (readonly string[])[];
}

/** What a test can tell the session; what is left out is Windows PowerShell, and `p` a program that says nothing. */
export interface RecordedOptions
  extends Partial<Omit<SessionOptions, "output" | "errorOutput" | "findProgram">> {
  /** Programs by name, with their answers. */
  readonly programs?: Readonly<Record<string, Partial<ProgramResult>>>;
}

/** Runs a text as `powershell -c` does, with programs that write down their words. */
export async function record(text: string, options: RecordedOptions = {}): Promise<Recorded> {
  const lines: string[] = [];
  const argv: (readonly string[])[] = [];
  let [output, errors] = ["", ""];
  const programs = { p: {}, ...options.programs };
  const exitCode = await runOnce(
    {
      edition: "5.1",
      ...options,
      output: (bytes) => {
        output += bytes;
      },
      errorOutput: (bytes) => {
        errors += bytes;
      },
      findProgram: (name) => {
        const key = Object.keys(programs).find((known) => known === name.toLowerCase());
        if (key === undefined) return undefined;
        const answer = {
          exitCode: 0,
          output: "",
          errorOutput: "",
          ...programs[key as keyof typeof programs],
        };
        const path = `C:\\Windows\\system32\\${key}.exe`;
        return {
          path,
          run: async (words, rest) => {
            lines.push(rest);
            argv.push(words);
            return answer;
          },
        };
      },
    },
    text,
  );
  return { exitCode, output: asText(output), errors: asText(errors), lines, argv };
}

function asText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
