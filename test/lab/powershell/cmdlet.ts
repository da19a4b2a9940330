import type { RuntimeError } from "./runtime-error";
import type { Value } from "./values";

/** A parameter of a cmdlet. */
export interface CmdletParameter {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its place among words without a name, from 0. */
  readonly position?: number;
  /** Takes no word after it. */
  readonly isSwitch?: boolean;
  /** Takes all words that nothing else takes, as one list. */
  readonly takesRest?: boolean;
  /** PowerShell has it, but it is not simulated. */
  readonly isRefused?: boolean;
}

/** What a cmdlet is given when it is called. */
export interface CmdletCall {
  /** Values by the parameters' declared names; those not given are missing. */
  readonly bound: ReadonlyMap<string, Value>;
  /** Puts a value on the pipeline. */
  write(value: Value): void;
  /** Reports an error and goes on, or throws it where `-ErrorAction` or the preference says so. */
  writeError(error: RuntimeError): void;
}

/** A cmdlet; throwing a RuntimeError ends the statement. */
export interface Cmdlet {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What stands behind the comma in the errors' ids, such as `Microsoft.PowerShell.Commands.NewObjectCommand`. */
  readonly className: string;
  readonly parameters: readonly CmdletParameter[];
  run(call: CmdletCall): void | Promise<void>;
}
