import type { CommandResult, ShellCommand } from "../hosts/host";
import { oneLine } from "./command-line";
import { parseRegistry, type RegistryListing, readNumber, readText } from "./registry-listing";
import { queryValue } from "./registry-value";

/** One thing that a host can be asked: the commands, and beside them the reader of what they print. */
export interface Fact<T> {
  readonly query: string | readonly string[];
  readonly read: (answer: Answer) => T;
}

/** What a host answered to one line of commands, taken apart once for every reader. */
export interface Answer {
  /** Everything that `reg query` printed. */
  readonly listing: RegistryListing;
  readonly output: string;
  /** That of the last command. */
  readonly exitCode: number;
}

/** Facts that are asked for in one line, by name; the order is that of the commands. */
export type Facts = Readonly<Record<string, Fact<unknown>>>;

/** What the readers of a table return. */
export type FactValues<F extends Facts> = { readonly [K in keyof F]: ReturnType<F[K]["read"]> };

/** The commands of a table, in its order. */
export function queriesOf(facts: Facts): string[] {
  return Object.values(facts).flatMap(({ query }) => query);
}

/** One command line, and so one round trip, for all facts of a table. */
export function factsLine(facts: Facts): ShellCommand {
  return oneLine(queriesOf(facts));
}

/** Takes the answer to a line of commands apart. */
export function takeApart({ output, exitCode }: Pick<CommandResult, "output" | "exitCode">): Answer {
  return { listing: parseRegistry(output), output, exitCode };
}

/** Reads every fact of a table from the answer to its line. */
export function readFacts<F extends Facts>(facts: F, answer: Answer): FactValues<F> {
  const values = Object.entries(facts).map(([name, { read }]) => [name, read(answer)]);
  return Object.fromEntries(values) as FactValues<F>;
}

/** The number in a REG_DWORD; undefined where there is none. */
export function numberFact(path: string, name: string): Fact<number | undefined> {
  return { query: queryValue(path, name), read: ({ listing }) => readNumber(listing, path, name) };
}

/** The text in a REG_SZ; undefined where there is none. */
export function textFact(path: string, name: string): Fact<string | undefined> {
  return { query: queryValue(path, name), read: ({ listing }) => readText(listing, path, name) };
}
