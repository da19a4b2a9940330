import { isTrue, toInt32, toText } from "./conversions";
import { callMember, getMember, writeMember } from "./members";
import { addValues, areEqual } from "./operators";
import { CapturingSink } from "./output";
import { NotSimulatedError } from "./refusals";
import { captureChain, runStatements } from "./run-statements";
import type { Session } from "./session";
import type { Expression, MemberAccess, Part, TypeName } from "./syntax";
import { ScriptBlock, type Value } from "./values";

/** The value of an expression; undefined where a method gives nothing. */
export async function evaluate(session: Session, expression: Expression): Promise<Value | undefined> {
  switch (expression.kind) {
    case "text":
    case "number":
      return expression.value;
    case "expandable":
      return expandParts(session, expression.parts);
    case "variable":
      return readVariable(session, expression.name);
    case "block":
      return new ScriptBlock(expression);
    case "list": {
      const items: Value[] = [];
      for (const item of expression.items) items.push(await evaluateValue(session, item));
      return items;
    }
    case "group":
      return captureChain(session, expression.pipeline);
    case "subexpression": {
      const sink = new CapturingSink(session.encoding);
      await runStatements(session, expression.statements, sink);
      return sink.captured;
    }
    case "cast":
      return cast(expression.type, await evaluateValue(session, expression.value));
    case "not":
      return !isTrue(await evaluateValue(session, expression.value));
    case "binary":
      return evaluateBinary(session, expression);
    case "member":
      return getMember(await ownerOf(session, expression), expression.name);
    default: {
      const owner = await ownerOf(session, expression.member);
      const given: Value[] = [];
      for (const argument of expression.arguments) given.push(await evaluateValue(session, argument));
      return callMember(session, owner, expression.member.name, given);
    }
  }
}

/** The value of an expression, null where it has none. */
export async function evaluateValue(session: Session, expression: Expression): Promise<Value> {
  return (await evaluate(session, expression)) ?? null;
}

/** Sets `value.Name` or `[Type]::Name`. */
export async function setMember(session: Session, target: MemberAccess, value: Value): Promise<void> {
  writeMember(session, await ownerOf(session, target), target.name, value);
}

async function ownerOf(session: Session, { of }: MemberAccess) {
  return of.kind === "type" ? { type: session.types.get(of) } : { value: await evaluateValue(session, of) };
}

async function expandParts(session: Session, parts: readonly Part[]): Promise<string> {
  let text = "";
  for (const part of parts)
    text += typeof part === "string" ? part : toText(await evaluateValue(session, part));
  return text;
}

function readVariable(session: Session, name: string): Value {
  if (name === "?") return session.succeeded;
  if (name.toLowerCase() === "lastexitcode") return session.lastExitCode;
  const variable = /^env:(.*)$/is.exec(name)?.[1];
  if (variable === undefined) return session.scope.get(name);
  const found = Object.entries(session.options.environment ?? {}).find(
    ([known]) => known.toLowerCase() === variable.toLowerCase(),
  );
  return found?.[1] ?? null;
}

async function evaluateBinary(
  session: Session,
  { operator, left, right }: Extract<Expression, { kind: "binary" }>,
): Promise<Value> {
  const first = await evaluateValue(session, left);
  if (operator === "and") return isTrue(first) && isTrue(await evaluateValue(session, right));
  if (operator === "or") return isTrue(first) || isTrue(await evaluateValue(session, right));
  const second = await evaluateValue(session, right);
  if (operator === "+") return addValues(first, second);
  return areEqual(first, second) === (operator === "eq");
}

function cast({ name }: TypeName, value: Value): Value {
  switch (name.toLowerCase().replace(/^system\./, "")) {
    case "string":
      return toText(value);
    case "int":
    case "int32":
      return toInt32(value);
    default:
      throw new NotSimulatedError(`cast to ${name}`);
  }
}
