import type { Cmdlet, CmdletParameter } from "./cmdlet";
import { isTrue, toText } from "./conversions";
import { NotSimulatedError } from "./refusals";
import { failure, type RuntimeError } from "./runtime-error";
import type { Value } from "./values";
import type { EvaluatedWord } from "./words";

const common =
  /^(?:verbose|vb|debug|db|erroraction|ea|warningaction|wa|informationaction|infa|progressaction|proga|errorvariable|ev|warningvariable|wv|informationvariable|iv|outvariable|ov|outbuffer|ob|pipelinevariable|pv)$/i;

const errorAction: CmdletParameter = { name: "ErrorAction", aliases: ["ea"] };

/** Gives each word to a parameter of the cmdlet, as PowerShell binds them. */
export function bindWords(cmdlet: Cmdlet, words: readonly EvaluatedWord[]): Map<string, Value> {
  const bound = new Map<string, Value>();
  const loose: Value[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    if (word.kind === "argument") {
      loose.push(word.value);
      continue;
    }
    const parameter = named(cmdlet, word.name);
    if (bound.has(parameter.name)) {
      throw bindingFailure(
        cmdlet,
        "ParameterAlreadyBound",
        `parameter '${parameter.name}' is specified more than once.`,
      );
    }
    let value = word.value;
    if (parameter.isSwitch === true) value = value === undefined ? true : isTrue(value);
    else if (value === undefined) {
      const next = words[++at];
      if (next?.kind !== "argument") {
        throw bindingFailure(
          cmdlet,
          "MissingArgument",
          `Missing an argument for parameter '${parameter.name}'.`,
        );
      }
      value = next.value;
    }
    bound.set(parameter.name, value);
  }
  bindLoose(cmdlet, bound, loose);
  return bound;
}

function bindLoose(cmdlet: Cmdlet, bound: Map<string, Value>, loose: readonly Value[]): void {
  const rest = cmdlet.parameters.find(({ takesRest, name }) => takesRest === true && !bound.has(name));
  const places = cmdlet.parameters
    .filter(
      (parameter) => parameter.position !== undefined && parameter !== rest && !bound.has(parameter.name),
    )
    .sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  for (const [at, { name }] of places.entries()) {
    const value = loose[at];
    if (value !== undefined) bound.set(name, value);
  }
  const left = loose.slice(places.length);
  if (left.length === 0) return;
  if (rest === undefined) {
    throw bindingFailure(
      cmdlet,
      "PositionalParameterNotFound",
      `A positional parameter cannot be found that accepts argument '${toText(left[0] ?? null)}'.`,
    );
  }
  bound.set(rest.name, left.length === 1 ? (left[0] ?? null) : left);
}

/** A name may be shortened as long as it fits one parameter only. */
function named(cmdlet: Cmdlet, name: string): CmdletParameter {
  const wanted = name.toLowerCase();
  const all = [...cmdlet.parameters, errorAction];
  const exact = all.find((one) =>
    [one.name, ...(one.aliases ?? [])].some((spelling) => spelling.toLowerCase() === wanted),
  );
  if (exact !== undefined) return known(exact);
  if (common.test(wanted)) throw new NotSimulatedError(`common parameter -${name}`);
  const fitting = all.filter((one) => one.name.toLowerCase().startsWith(wanted));
  if (fitting.length === 1 && fitting[0] !== undefined) return known(fitting[0]);
  throw fitting.length > 1
    ? bindingFailure(
        cmdlet,
        "AmbiguousParameter",
        `Parameter cannot be processed because the parameter name '${name}' is ambiguous.`,
      )
    : bindingFailure(
        cmdlet,
        "NamedParameterNotFound",
        `A parameter cannot be found that matches parameter name '${name}'.`,
      );
}

function bindingFailure(cmdlet: Cmdlet, id: string, message: string): RuntimeError {
  return failure(`${id},${cmdlet.className}`, message, {
    category: "InvalidArgument",
    reason: "ParameterBindingException",
    activity: cmdlet.name,
  });
}

function known(parameter: CmdletParameter): CmdletParameter {
  if (parameter.isRefused === true) throw new NotSimulatedError(`parameter -${parameter.name}`);
  return parameter;
}
