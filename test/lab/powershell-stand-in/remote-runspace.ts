import { ArrivedEnum, EnumValue } from "../powershell/enumeration";
import { NotSimulatedError } from "../powershell/refusals";
import { runStatements } from "../powershell/run-statements";
import { Scope } from "../powershell/scope";
import { Session } from "../powershell/session";
import type { ScriptBlock, Value } from "../powershell/values";
import type { ProgramResult } from "../simulated/machine";
import { lineForCmd } from "./cmd-call";

/**
 * The Windows PowerShell at the other end of a PSSession. Assumed: an error in a block ends the block and comes back with its own
 * identity, as it does for a caller whose `$ErrorActionPreference` is Stop; texts, numbers and truth values cross unchanged,
 * and a value of an enumeration arrives as its number.
 */
export class RemoteRunspace {
  private readonly session: Session;

  constructor(runLine: (line: string) => Promise<ProgramResult>, restricted: boolean) {
    this.session = new Session({
      edition: "5.1",
      languageMode: restricted ? "ConstrainedLanguage" : "FullLanguage",
      // What a block prints past the pipeline is shown by the caller's host; nothing of ours does.
      output: () => {
        throw new NotSimulatedError("output of a remote host");
      },
      errorOutput: () => {
        throw new NotSimulatedError("errors of a remote host");
      },
      startProcess: (...given) => runLine(lineForCmd(...given)),
    });
  }

  /** Runs a block with these arguments; gives what it leaves on the pipeline. */
  async call({ literal }: ScriptBlock, given: readonly Value[]): Promise<Value[]> {
    const values: Value[] = [];
    const { session } = this;
    const outer = session.scope;
    session.scope = new Scope(outer);
    for (const [at, name] of literal.parameters.entries())
      session.scope.define(name, crossing(given[at] ?? null));
    session.tries++;
    try {
      await runStatements(session, literal.statements, {
        write: (value) => values.push(crossing(value)),
        writeBytes: () => {
          throw new NotSimulatedError("program that writes to a remote pipeline");
        },
      });
    } finally {
      session.tries--;
      session.scope = outer;
    }
    return values;
  }
}

/** Other objects arrive as property bags, which are not simulated. */
function crossing(value: Value): Value {
  if (value instanceof EnumValue) return new ArrivedEnum(value);
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  throw new NotSimulatedError("object that crosses to another computer");
}
