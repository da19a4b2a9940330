import { noSuchService, quotedServiceName } from "./command-line";
import type { Fact } from "./fact";
import { type CommandAnswer, linesOf, saying, type Unread } from "./line-answer";

/** What the service control manager says of a service. */
export type ServiceState =
  | { readonly state: "running" }
  /** `how` says it as the end of a clause: "is stopped (exit code 1068)". */
  | { readonly state: "down"; readonly how: string }
  /** No service is installed under this name. */
  | { readonly state: "missing" }
  | Unread;

/** The states of a service by their numbers (SERVICE_STATUS, dwCurrentState). */
const states = [
  undefined,
  "stopped",
  "starting",
  "stopping",
  "running",
  "resuming",
  "pausing",
  "paused",
] as const;

/** It has not been started since the boot (ERROR_SERVICE_NEVER_STARTED). */
const neverStarted = 1077;

/**
 * The state of a service, by the numbers of `sc query`. Its labels are localised, its rows and their order are not: TYPE (hexadecimal), STATE,
 * WIN32_EXIT_CODE. The line of a row ends a label with the first colon, and the number is the first word behind it.
 */
export function serviceState(name: string): Fact<ServiceState> {
  return {
    query: `sc query ${quotedServiceName(name)}`,
    read: ([answer]) => {
      if (answer?.exitCode === noSuchService) return { state: "missing" };
      const [type, state, exitCode] = numbersIn(answer);
      const word = states[Number(state)];
      if (answer?.succeeded !== true || type === undefined || word === undefined)
        return { state: "unread", came: `sc.exe ${saying(answer)}` };
      if (word === "running") return { state: "running" };
      return { state: "down", how: `is ${word}${word === "stopped" ? because(exitCode) : ""}` };
    },
  };
}

/** The state of each of several services, in their order. */
export function serviceStates(names: readonly string[]): Fact<readonly NamedServiceState[]> {
  const facts = names.map((name) => ({ name, ...serviceState(name) }));
  return {
    query: facts.flatMap(({ query }) => query),
    read: (answers) => facts.map(({ name, read }, at) => ({ name, found: read(answers.slice(at, at + 1)) })),
  };
}

/** A service, and what was found of it. */
export interface NamedServiceState {
  readonly name: string;
  readonly found: ServiceState;
}

function numbersIn(answer: CommandAnswer | undefined): string[] {
  return linesOf(answer).flatMap(
    (line) => /^[ \t][^:]*:[ \t]*([0-9a-fA-F]{1,8})(?=[ \t]|$)/.exec(line)?.[1] ?? [],
  );
}

function because(exitCode: string | undefined): string {
  if (exitCode === undefined || !/^\d+$/.test(exitCode) || Number(exitCode) === 0) return "";
  return Number(exitCode) === neverStarted
    ? " (not started since the boot)"
    : ` (exit code ${Number(exitCode)})`;
}
