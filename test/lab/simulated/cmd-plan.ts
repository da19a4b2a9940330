import { splitArguments } from "./arguments";
import { type CmdCommand, type CmdLine, expandPercents, splitCmdLine } from "./cmd-line";
import { systemProgramName } from "./programs";

/** One command of a line, as far as it is known before anything runs. */
export interface PlannedCommand extends Pick<CmdCommand, "conditions" | "outputTo" | "errorsTo"> {
  /** The commands in brackets that it consists of. */
  readonly group: CmdPlan | undefined;
  /** What `echo` prints, where it is one. */
  readonly said: string | undefined;
  /** Whether cmd does it itself. */
  readonly isBuiltin: boolean;
  /** The first word without its quotes, and the rest. */
  readonly name: string;
  readonly rest: string;
  /** All of it, for programs that note it. */
  readonly line: string;
  /** The name of the program of Windows that the word means, and the words that follow it. */
  readonly program: string;
  readonly argv: readonly string[];
}

/** The commands of a line and the operators between them. */
export interface CmdPlan {
  readonly kind: "commands";
  readonly commands: readonly PlannedCommand[];
  readonly operators: Extract<CmdLine, { kind: "commands" }>["operators"];
}

/** A line, made ready to run; or why cmd would not run it. */
export type Planned = CmdPlan | Exclude<CmdLine, { kind: "commands" }>;

/** A framed line begins so; the word is another one in each line, and nothing but letters and digits. */
const firstMark = /^echo (\w{10})\^\.begin& /;

/** Stands for that word in the plans that are kept: cmd takes a line apart alike whatever letters a word has. */
const standIn = "markstands";

type Environment = Readonly<Record<string, string>>;
type Plans = Map<string, Planned>;

/** By what the variables are: each machine has an environment of its own, and most of these are alike. */
const kept = new Map<string, Plans>();
const keptFor = new WeakMap<Environment, Plans>();
const mostKept = 500;

function plansFor(environment: Environment): Plans {
  let plans = keptFor.get(environment);
  if (plans === undefined) {
    const variables = JSON.stringify(environment);
    plans = kept.get(variables) ?? new Map<string, Planned>();
    kept.set(variables, plans);
    keptFor.set(environment, plans);
  }
  return plans;
}

/** What a line comes to, and the word that stands in the plan for one of the line's own. */
export interface LinePlan {
  readonly plan: Planned;
  /** Gives a text of the plan the word of this line. */
  readonly own: (text: string) => string;
}

/** Takes a line apart. The few forms in which a test sends thousands of lines are taken apart once. */
export function planOf(line: string, environment: Environment): LinePlan {
  const word = firstMark.exec(line)?.[1];
  const isKept = word !== undefined && !line.includes(standIn);
  if (!isKept) return { plan: made(line, environment), own: (text) => text };
  const form = line.replaceAll(word, standIn);
  const plans = plansFor(environment);
  let plan = plans.get(form);
  if (plan === undefined) {
    plan = made(form, environment);
    if (plans.size >= mostKept) plans.clear();
    plans.set(form, plan);
  }
  return { plan, own: (text) => (text.includes(standIn) ? text.replaceAll(standIn, word) : text) };
}

function made(line: string, environment: Environment): Planned {
  const parts = splitCmdLine(expandPercents(line, environment));
  return parts.kind === "commands" ? planned(parts) : parts;
}

function planned({ commands, operators }: Extract<CmdLine, { kind: "commands" }>): CmdPlan {
  return { kind: "commands", commands: commands.map(plannedCommand), operators };
}

function plannedCommand(command: CmdCommand): PlannedCommand {
  const { text, group, conditions, outputTo, errorsTo } = command;
  const found = /^[\s@,;=]*((?:"[^"]*"?|[^\s,;="])+)(.*)$/.exec(text);
  const name = unquoted(found?.[1] ?? "");
  const rest = found?.[2] ?? "";
  const said = whatEchoSays(name, rest);
  const program = systemProgramName(name) ?? "";
  return {
    ...{ conditions, outputTo, errorsTo, name, rest, said, program, line: text.trim() },
    isBuiltin: builtins.has(name.toLowerCase()),
    group: group === undefined ? undefined : planned(group),
    argv: said === undefined ? splitArguments(rest) : [],
  };
}

const builtins = new Set(["rem", "ver", "exit"]);

/** Quotes around a name, or around pieces of it, go; a quote without its partner belongs to the name. */
function unquoted(name: string): string {
  return name.replace(/"([^"]*)"/g, "$1");
}

function whatEchoSays(name: string, rest: string): string | undefined {
  const echo = /^echo([.:;,+/([\]=]?)(.*)$/is.exec(name);
  if (echo === null || (echo[1] === "" && echo[2] !== "")) return undefined;
  const said = echo[1] === "" ? rest.slice(1) : `${echo[2]}${rest}`;
  return said.trim() === "" && echo[1] === "" ? "ECHO is on.\r\n" : `${said}\r\n`;
}
