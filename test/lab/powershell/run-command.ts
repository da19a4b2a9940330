import { splitArguments } from "../simulated/arguments";
import type { Cmdlet } from "./cmdlet";
import { bindWords } from "./cmdlet-binding";
import { toText } from "./conversions";
import { evaluateValue } from "./evaluate";
import { nativeCommandLine } from "./native-arguments";
import type { NativeProgram } from "./native-program";
import type { Sink } from "./output";
import { NotSimulatedError } from "./refusals";
import { errorActionOf, runStatements } from "./run-statements";
import { failure, RuntimeError } from "./runtime-error";
import { Scope } from "./scope";
import type { Session } from "./session";
import type { Command } from "./syntax";
import { ScriptBlock, type Value } from "./values";
import type { EvaluatedWord } from "./words";

/** Names PowerShell has something of its own for, and this one has not: no program of that name would be found. */
const otherCommands = new Set(
  (
    "% ? ac asnp cat cd chdir clc clear clhy cli clp cls clv cnsn compare copy cp cpi cpp curl cvpa dbp del diff dir " +
    "dnsn ebp epal epcsv epsn erase etsn exsn fc fhx fl foreach ft fw gal gbp gc gcb gci gcm gcs gdr ghy gi gin gjb " +
    "gl gm gmo gp gps gpv group gsn gsnp gsv gtz gu gv gwmi h help history icm iex ihy ii ipal ipcsv ipmo ipsn irm " +
    "ise iwmi iwr kill lp ls man md measure mi mkdir more mount move mp mv nal ndr ni nmo npssc nsn nv ogv oh pause " +
    "popd ps pushd pwd r rbp rcjb rcsn rd rdr ren ri rjb rm rmdir rmo rni rnp rp rsn rsnp rujb rv rvpa rwmi sajb " +
    "sal saps sasv sbp sc scb select set shcm si sl sleep sls sort sp spjb spps spsv start stz sujb sv swmi tee " +
    "trcm type wget where wjb"
  ).split(" "),
);

/** Runs one command: a block, a cmdlet or a program. */
export async function runCommand(session: Session, command: Command, sink: Sink): Promise<void> {
  const name = await evaluateValue(session, command.name);
  const words = await evaluateWords(session, command);
  if (name instanceof ScriptBlock) return runBlock(session, name, words, sink);
  if (typeof name !== "string" || name === "") {
    throw failure(
      "BadExpression",
      "The expression after '&' in a pipeline element produced an object that was not valid. It must result in a " +
        "command name, a script block, or a CommandInfo object.",
      { extent: command.name.extent },
    );
  }
  const cmdlet = session.cmdlets.get(name.toLowerCase());
  if (cmdlet !== undefined) return runCmdlet(session, cmdlet, words, sink, command);
  if (otherCommands.has(name.toLowerCase()) || /^[a-z]+-[a-z]+$/i.test(name))
    throw new NotSimulatedError(`command ${name}`);
  const program = session.options.findProgram?.(name);
  if (program === undefined) throw unknownCommand(session, name, command);
  return runProgram(session, program, words, sink);
}

async function evaluateWords(session: Session, { elements }: Command): Promise<EvaluatedWord[]> {
  const words: EvaluatedWord[] = [];
  for (const element of elements) {
    const expression = element.value;
    if (element.kind === "argument") {
      const value = await evaluateValue(session, element.value);
      words.push({ kind: "argument", value, expression: element.value });
    } else {
      const value = expression === undefined ? undefined : await evaluateValue(session, expression);
      const { text, name, spaced } = element;
      words.push({ kind: "parameter", text, name, value, expression, spaced });
    }
  }
  return words;
}

async function runBlock(
  session: Session,
  { literal }: ScriptBlock,
  words: readonly EvaluatedWord[],
  sink: Sink,
): Promise<void> {
  const scope = new Scope(session.scope);
  const values: Value[] = words.map((word) => {
    if (word.kind === "parameter") throw new NotSimulatedError("block called with named arguments");
    return word.value;
  });
  if (values.length > literal.parameters.length)
    throw new NotSimulatedError("block called with more arguments than it names");
  for (const [at, name] of literal.parameters.entries()) scope.define(name, values[at] ?? null);
  const outer = session.scope;
  session.scope = scope;
  try {
    await runStatements(session, literal.statements, sink);
  } finally {
    session.scope = outer;
  }
}

async function runCmdlet(
  session: Session,
  cmdlet: Cmdlet,
  words: readonly EvaluatedWord[],
  sink: Sink,
  { extent }: Command,
): Promise<void> {
  let succeeded = true;
  try {
    const bound = bindWords(cmdlet, words);
    const wanted = bound.get("ErrorAction");
    const action = wanted === undefined ? errorActionOf(session) : toText(wanted).toLowerCase();
    if (!["stop", "continue", "silentlycontinue"].includes(action))
      throw new NotSimulatedError(`-ErrorAction ${action}`);
    const writeError = (error: RuntimeError) => {
      const located = error.at(extent);
      if (action === "stop") throw located.endingAll();
      succeeded = false;
      if (action === "continue") session.report(located);
    };
    await cmdlet.run({ bound, write: (value) => sink.write(value), writeError });
  } catch (error) {
    throw error instanceof RuntimeError ? error.at(extent) : error;
  }
  session.succeeded = succeeded;
}

async function runProgram(
  session: Session,
  program: NativeProgram,
  words: readonly EvaluatedWord[],
  sink: Sink,
): Promise<void> {
  const rest = nativeCommandLine(program.path, words, session.edition);
  const { exitCode, output, errorOutput } = await program.run(splitArguments(rest), rest);
  session.options.errorOutput(errorOutput);
  sink.writeBytes(output);
  session.lastExitCode = exitCode | 0;
  session.succeeded = exitCode === 0;
}

function unknownCommand(session: Session, name: string, { name: { extent } }: Command): RuntimeError {
  const message = session.edition.isDesktop
    ? `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. ` +
      "Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
    : `The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\r\n` +
      "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.";
  const details = {
    category: "ObjectNotFound",
    target: `${name}:String`,
    reason: "CommandNotFoundException",
  };
  return failure("CommandNotFoundException", message, { ...details, command: name, extent });
}
