import { NotSimulatedError } from "./refusals";
import type { Value } from "./values";

/** Names that mean something to PowerShell: those that nobody has given a value here are refused, not null. */
const automatic = new Set(
  (
    "$ ^ args consolefilename enabledexperimentalfeatures error event eventargs eventsubscriber foreach home host input " +
    "iscoreclr islinux ismacos iswindows matches myinvocation nestedpromptlevel pid profile psboundparameters pscmdlet " +
    "pscommandpath psculture psdebugcontext psedition psscriptroot pssenderinfo psuiculture psversiontable pwd sender " +
    "shellid stacktrace switch this confirmpreference debugpreference errorview formatenumerationlimit " +
    "informationpreference maximumhistorycount ofs outputencoding progresspreference psdefaultparametervalues " +
    "psnativecommandargumentpassing psnativecommanduseerroractionpreference pssessionoption verbosepreference " +
    "warningpreference whatifpreference"
  ).split(" "),
);

/** Those that a script may set without any effect that would show here. */
const harmless = new Set([
  "progresspreference",
  "warningpreference",
  "verbosepreference",
  "debugpreference",
  "informationpreference",
  "pssessionoption",
  "psdefaultparametervalues",
]);

/** Those that a script cannot set, or that its own assignment would hide from the session. */
const fixed = new Set(["true", "false", "null", "?", "lastexitcode", "pshome", "executioncontext", "_"]);

/** Variables of a block, and behind them those of whoever called it. */
export class Scope {
  private readonly variables = new Map<string, Value>();

  constructor(private readonly parent?: Scope) {}

  /** What the variable holds; null if nobody has set it. */
  get(name: string): Value {
    const key = name.toLowerCase();
    const found = this.variables.get(key);
    if (found !== undefined) return found;
    if (this.parent !== undefined) return this.parent.get(name);
    if (automatic.has(key)) throw new NotSimulatedError(`variable $${name}`);
    return null;
  }

  /** Sets it as a script does, for this scope. */
  assign(name: string, value: Value): void {
    const key = name.toLowerCase();
    if (fixed.has(key) || (automatic.has(key) && !harmless.has(key)))
      throw new NotSimulatedError(`assignment to $${name}`);
    this.define(name, value);
  }

  /** Sets it whatever its name. */
  define(name: string, value: Value): void {
    this.variables.set(name.toLowerCase(), value);
  }
}
