import { isTrue, toInt32, toText } from "./conversions";
import { errorRecord } from "./error-record";
import { evaluate, setMember } from "./evaluate";
import { CapturingSink, enumerate, type Sink } from "./output";
import { NotSimulatedError } from "./refusals";
import { runCommand } from "./run-command";
import { ExitRequest, RuntimeError } from "./runtime-error";
import type { Session } from "./session";
import type { Expression, Pipeline, PipelineChain, Statement } from "./syntax";
import { isList, type Value } from "./values";

/**
 * Runs statements one after the other. An error ends its statement: outside a `try` it is shown and the next one runs,
 * unless `$ErrorActionPreference` is Stop, which ends everything.
 */
export async function runStatements(
  session: Session,
  statements: readonly Statement[],
  sink: Sink,
): Promise<void> {
  for (const statement of statements) {
    try {
      await runStatement(session, statement, sink);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      session.succeeded = false;
      const located = error.at(statement.extent);
      const action = errorActionOf(session);
      if (session.tries > 0 || action === "stop" || located.details.endsAll === true) throw located;
      if (action !== "silentlycontinue") session.report(located);
    }
  }
}

/** `$ErrorActionPreference` in lower case. */
export function errorActionOf(session: Session): string {
  const action = toText(session.scope.get("ErrorActionPreference")).toLowerCase();
  if (["stop", "continue", "silentlycontinue"].includes(action)) return action;
  throw new NotSimulatedError(`$ErrorActionPreference of ${action}`);
}

async function runStatement(session: Session, statement: Statement, sink: Sink): Promise<void> {
  switch (statement.kind) {
    case "chain":
      return runChain(session, statement, sink);
    case "assignment": {
      const value = (await captureChain(session, statement.value)) ?? null;
      const { first, rest } = statement.value;
      if (rest.length === 0 && first.kind === "expression") noteSuccess(session, first.expression);
      const { target } = statement;
      if (target.kind === "member") return setMember(session, target, value);
      if (/:/.test(target.name)) throw new NotSimulatedError(`assignment to $${target.name}`);
      return session.scope.assign(target.name, value);
    }
    case "if": {
      const met = isTrue((await captureChain(session, statement.condition)) ?? null);
      // A command in the condition leaves success behind whatever came of it; a mere expression leaves `$?` alone.
      if (hasCommand(statement.condition)) session.succeeded = true;
      return runStatements(session, met ? statement.then : statement.otherwise, sink);
    }
    case "try":
      return runTry(session, statement, sink);
    case "foreach": {
      const items = (await captureChain(session, statement.items)) ?? null;
      for (const item of itemsOf(items)) {
        session.scope.assign(statement.variable, item);
        await runStatements(session, statement.body, sink);
      }
      return;
    }
    default: {
      const code = statement.code === undefined ? 0 : await captureChain(session, statement.code);
      throw new ExitRequest(exitCodeOf(code ?? null));
    }
  }
}

async function runTry(
  session: Session,
  { body, handler }: Extract<Statement, { kind: "try" }>,
  sink: Sink,
): Promise<void> {
  let caught: RuntimeError;
  session.tries++;
  try {
    await runStatements(session, body, sink);
    return;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    caught = error;
  } finally {
    session.tries--;
  }
  const before = session.scope.get("_");
  session.scope.define("_", errorRecord(caught));
  try {
    await runStatements(session, handler, sink);
  } finally {
    session.scope.define("_", before);
  }
}

function exitCodeOf(value: Value): number {
  if (typeof value === "number" && value !== (value | 0))
    throw new NotSimulatedError("exit with such a number");
  return toInt32(value);
}

function itemsOf(value: Value): readonly Value[] {
  if (value === null) return [];
  if (value instanceof Uint8Array) return [...value];
  return isList(value) ? value : [value];
}

/** Runs a chain and gives what it leaves on the pipeline: nothing, one value, or a list. */
export async function captureChain(session: Session, chain: PipelineChain): Promise<Value | undefined> {
  if (chain.rest.length === 0 && chain.first.kind === "expression") {
    return evaluate(session, chain.first.expression);
  }
  const sink = new CapturingSink(session.encoding);
  await runChain(session, chain, sink);
  return sink.captured;
}

async function runChain(session: Session, { first, rest }: PipelineChain, sink: Sink): Promise<void> {
  await runPipeline(session, first, sink);
  for (const { operator, pipeline } of rest) {
    if (session.succeeded === (operator === "&&")) await runPipeline(session, pipeline, sink);
  }
}

async function runPipeline(session: Session, pipeline: Pipeline, sink: Sink): Promise<void> {
  if (pipeline.kind === "command") return runCommand(session, pipeline, sink);
  const value = await evaluate(session, pipeline.expression);
  noteSuccess(session, pipeline.expression);
  enumerate(value, sink);
}

/** An expression that stands alone sets `$?`; in pwsh parentheses around a command let the command's `$?` through. */
function noteSuccess(session: Session, expression: Expression): void {
  if (session.edition.isDesktop || !letsThrough(expression)) session.succeeded = true;
}

function letsThrough(expression: Expression): boolean {
  if (expression.kind !== "group") return expression.kind === "subexpression";
  const { first, rest } = expression.pipeline;
  return first.kind === "command" || rest.length > 0 || letsThrough(first.expression);
}

/** Whether a command runs in it, that of a block aside. */
function hasCommand(node: object): boolean {
  if ("kind" in node && node.kind === "command") return true;
  if ("kind" in node && node.kind === "block") return false;
  return Object.values(node).some((part) => typeof part === "object" && part !== null && hasCommand(part));
}
