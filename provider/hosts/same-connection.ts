import type { Clock } from "../clock";
import { UnreachableError } from "../errors";
import { type CommandResult, type Host, runningBy } from "./host";

const carriers = new WeakMap<CommandResult, object>();

/** Notes which connection carried an answer, so that a later command can be tied to the same one. */
export function carriedBy(connection: object, result: CommandResult): CommandResult {
  carriers.set(result, connection);
  return result;
}

/** The connection that carried an answer; undefined where the host does not tell. */
export function connectionOf(result: CommandResult): object | undefined {
  return carriers.get(result);
}

const openings = new WeakMap<object, number>();

/** Notes how many seconds it took to open a connection. */
export function openedIn(seconds: number, connection: object): void {
  openings.set(connection, seconds);
}

/** A connection that is being opened. */
export interface Opening {
  readonly opened: Promise<void>;
  /** How long it has waited for other hosts: none of that says how long this one takes. */
  readonly waitedMilliseconds: number;
}

/** Waits until a connection is open, and notes how long that took. */
export async function noteOpening(clock: Clock, connection: Opening): Promise<void> {
  const startedAt = clock.monotonic();
  await connection.opened;
  openedIn((clock.monotonic() - startedAt - connection.waitedMilliseconds) / 1_000, connection);
}

/** How many seconds it took to open the connection that carried an answer; undefined where the host does not tell. */
export function openingSecondsOf(result: CommandResult): number | undefined {
  const connection = connectionOf(result);
  return connection && openings.get(connection);
}

/**
 * Throws UnreachableError, the command not having been sent, if it is tied to a connection that is not the one that is open:
 * a new one may lead to another machine.
 */
export function requireSameConnection(
  host: string,
  open: object | undefined,
  tiedTo: object | undefined,
): void {
  if (tiedTo === undefined || tiedTo === open) return;
  throw new UnreachableError({
    operation: "run a command",
    host,
    problem: "the connection ended before the command was sent, and a new one may lead to another machine",
    hint: "Run the same command again.",
    phase: "connect",
    commandMayHaveRun: false,
  });
}

/** The same host, and which connection carried its last answer. */
export function watchConnection(host: Host): { readonly host: Host; last(): object | undefined } {
  let last: object | undefined;
  const watched = runningBy(host, async (commandLine, limits) => {
    const result = await host.run(commandLine, limits);
    last = connectionOf(result);
    return result;
  });
  return { host: watched, last: () => last };
}

/**
 * The same host, on which every later command goes over the connection of the first one, or not at all: a new connection may lead to
 * another machine, and to another boot of the same one, of which the first answer said nothing.
 */
export function overOneConnection(host: Host): Host {
  let first: object | undefined;
  return runningBy(host, async (commandLine, limits) => {
    const result = await host.run(commandLine, { ...limits, onlyOver: first });
    first ??= connectionOf(result);
    return result;
  });
}
