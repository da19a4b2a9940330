import { longestAtOnce, readingTurn } from "../clock";
import type { CommandResult, Host, RunLimits, ShellCommand } from "../hosts/host";
import { longestQuotation, quoteForeign } from "../sanitize";
import type { Command } from "./command-line";
import { frame, newNonce } from "./frame";
import { type CommandAnswer, isUnread, type Unread } from "./line-answer";
import { readNamedValue, readValue, type ValueReading } from "./registry-answer";
import { queryKey, queryValue } from "./registry-value";

/** One thing that a host can be asked: the commands, and beside them the reader of what they, and no others, came to. */
export interface Fact<T> {
  readonly query: Command | readonly Command[];
  /** As many answers as there are commands. */
  readonly read: (answers: readonly CommandAnswer[]) => T;
}

/** Facts that are asked for in one line, by name; the order is that of the commands. */
export type Facts = Readonly<Record<string, Fact<unknown>>>;

/** What the readers of a table return. */
export type FactValues<F extends Facts> = { readonly [K in keyof F]: ReturnType<F[K]["read"]> };

/** A line to be sent once, and the reader of what comes back. */
export interface Question<T> {
  readonly line: ShellCommand;
  readonly read: (result: CommandResult) => T;
  /** The same in steps, between which everything else has its turn where the answer is long. */
  readonly steps?: ((result: CommandResult) => Steps<T>) | undefined;
}

/** Reading in steps. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** What came of a line. */
export type Reading<T> = { readonly state: "read"; readonly values: T } | Unread;

/** Asks a host, in one round trip. */
export async function ask<T>(host: Host, question: Question<T>, limits?: RunLimits): Promise<T> {
  return readAnswer(question, await host.run(question.line, limits));
}

/** Reads an answer; a long one step by step, each in a turn of its own. */
export async function readAnswer<T>({ read, steps }: Question<T>, result: CommandResult): Promise<T> {
  if (result.output.length + result.errorOutput.length <= longestAtOnce) return read(result);
  const reading = steps?.(result);
  for (;;) {
    await readingTurn();
    const step = reading?.next();
    if (step === undefined) return read(result);
    if (step.done === true) return step.value;
  }
}

/** The same question, whose answer is read further. */
export function further<T, U>(
  { line, read, steps }: Question<T>,
  then: (answer: T, result: CommandResult) => U,
): Question<U> {
  return {
    line,
    read: (result) => then(read(result), result),
    steps:
      steps &&
      function* (result) {
        return then(yield* steps(result), result);
      },
  };
}

/** Of a line that asks for facts. */
export interface LineOptions {
  /** Commands that run before them, whatever comes of it. */
  readonly first?: readonly Command[];
  /** Of the marks in the line; a new one by default. */
  readonly nonce?: string | undefined;
}

/** The commands of a table, in its order. */
export function queriesOf(facts: Facts): Command[] {
  return Object.values(facts).flatMap(({ query }) => query);
}

/** One command line, and so one round trip, for all facts of a table. */
export function askFacts<F extends Facts>(
  facts: F,
  { first = [], nonce = newNonce() }: LineOptions = {},
): Question<Reading<FactValues<F>>> {
  const { line, takeApart } = frame([...first, ...queriesOf(facts)], undefined, nonce);
  function* steps(result: CommandResult): Steps<Reading<FactValues<F>>> {
    const answer = takeApart(result);
    if (answer.state === "unread") return answer;
    yield;
    const values = yield* readInSteps(facts, answer.answers.slice(first.length));
    return { state: "read", values: withErrors(values, result.errorOutput) };
  }
  return { line, steps, read: (result) => atOnce(steps(result)) };
}

/** What the line printed as errors says more about a fact that could not be read, whichever command it came from. */
function withErrors<F extends Facts>(values: FactValues<F>, errorOutput: string): FactValues<F> {
  if (!Object.values<unknown>(values).some(isUnread)) return values;
  const said = quoteForeign(errorOutput, longestQuotation / 2);
  if (said === "nothing") return values;
  const told = Object.entries<unknown>(values).map(([name, value]) =>
    isUnread(value) ? [name, { ...value, came: `${value.came}; as errors came ${said}` }] : [name, value],
  );
  return Object.fromEntries(told) as FactValues<F>;
}

/** Reads every fact of a table from the answers to its commands, one at each step. */
function* readInSteps<F extends Facts>(facts: F, answers: readonly CommandAnswer[]): Steps<FactValues<F>> {
  const values: Record<string, unknown> = {};
  let at = 0;
  for (const [name, { query, read }] of Object.entries(facts)) {
    const from = at;
    at += typeof query === "string" ? 1 : query.length;
    values[name] = read(answers.slice(from, at));
    yield;
  }
  return values as FactValues<F>;
}

function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Several facts as one. */
export function together<F extends Facts>(facts: F): Fact<FactValues<F>> {
  return { query: queriesOf(facts), read: (answers) => atOnce(readInSteps(facts, answers)) };
}

/** A reader always gets as many answers as there are commands; this one satisfies the types. */
const unanswered: CommandAnswer = { succeeded: false, output: "" };

/** One value of a key, with the proof of its absence: the listing of the same key without it. */
export function valueFact(path: string, name: string): Fact<ValueReading> {
  return {
    query: [queryValue(path, name), queryKey(path)],
    read: ([byName = unanswered, listing = unanswered]) => readValue(byName, listing, path, name),
  };
}

/** The number in a REG_DWORD; undefined where none could be read. */
export function numberFact(path: string, name: string): Fact<number | undefined> {
  return {
    query: queryValue(path, name),
    read: ([answer = unanswered]) => {
      const value = readNamedValue(answer, path, name);
      return value?.type === "REG_DWORD" ? Number(value.data) : undefined;
    },
  };
}

/** The longest text that names or identifies anything. */
const longestText = 128;

/** The text in a REG_SZ; undefined where none could be read, or one that is empty, of several lines, or too long to identify anything. */
export function textFact(path: string, name: string): Fact<string | undefined> {
  return {
    query: queryValue(path, name),
    read: ([answer = unanswered]) => {
      const value = readNamedValue(answer, path, name);
      if (value?.type !== "REG_SZ" || value.data === "") return undefined;
      // A letter of a code page may stand where latin1 has a control character; a terminal would obey it.
      const text = value.data.replace(/[\x80-\x9f]/g, "?");
      return text.length <= longestText && !/\p{Cc}/u.test(text) ? text : undefined;
    },
  };
}

/** Whether a key is there and may be read: only its exit code tells, and what it lists is not looked at. */
export function keyFact(path: string): Fact<boolean> {
  return { query: queryKey(path), read: ([answer = unanswered]) => answer.succeeded };
}

/** Whether a value could be read; its data is not looked at. */
export function isThere(path: string, name: string): Fact<boolean> {
  return { query: queryValue(path, name), read: ([answer = unanswered]) => answer.succeeded };
}
