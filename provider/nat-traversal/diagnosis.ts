import {
  AccessDeniedError,
  CommandError,
  KeyMissingError,
  type NatTraversalError,
  RegistryToolsDisabledError,
  UnexpectedOutputError,
} from "../errors";
import { quoteForeign } from "../sanitize";
import { askFacts, type Fact, further, keyFact, type Question } from "../windows/fact";
import { listsKey } from "../windows/registry-answer";
import { queryKey, queryValue } from "../windows/registry-value";
import { allServicesPath } from "./nat-traversal-value";

/** Why reading the service key gave nothing that can be believed. */
type Diagnosis = "keyMissing" | "accessDenied" | "registryToolsDisabled" | "notStarted" | "unexpectedOutput";

/** cmd's own exit code for a program that is not there, of which some servers pass on 8 bits; reg.exe ends with 0 or 1. */
const notThere = 9009;

const witnessPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/** A value that every account may read, and why reg.exe did not start where it did not. */
const witnessFact: Fact<Found["witness"]> = {
  query: queryValue(witnessPath, "CurrentVersion"),
  read: ([answer]) => ({ isRead: answer?.succeeded === true, notStarted: answer?.notStarted }),
};

/** The list of services, asked for twice: a line that is missing in one answer, or that somebody else printed into it, must not decide. */
function servicesFact(registryPath: string): Fact<Found["services"]> {
  return {
    query: [queryKey(allServicesPath), queryKey(allServicesPath)],
    read: ([one, other]) => {
      if (one === undefined || other === undefined || one.succeeded !== other.succeeded) return "unread";
      if (!one.succeeded) return "denied";
      if (one.output !== other.output || !listsKey(one, allServicesPath)) return "unread";
      return listsKey(one, registryPath) ? "listed" : "listedWithoutKey";
    },
  };
}

/**
 * Tells the reason from exit codes and structure alone, since messages are localised: a listed service whose key cannot be read is access
 * denied; one that is not listed is missing; reg.exe failing even for the value that every account may read is a policy against
 * registry tools, or, under cmd, against reg.exe itself: cmd ends with 1 for both, and with a number of its own only where a program is
 * missing; everything else is unexpected output. One line, and one round trip.
 */
export function askForDiagnosis(
  host: string,
  { registryPath, came }: { readonly registryPath: string; readonly came: string },
  nonce?: string,
): Question<NatTraversalError> {
  const facts = {
    services: servicesFact(registryPath),
    keyIsRead: keyFact(registryPath),
    witness: witnessFact,
  };
  return further(askFacts(facts, { nonce }), (reading, { errorOutput, exitCode }) => {
    if (reading.state === "unread") return diagnosed("unexpectedOutput", host, registryPath, reading.came);
    const { values } = reading;
    return diagnosed(diagnose(values, exitCode), host, registryPath, toldBy(values, errorOutput) ?? came);
  });
}

interface Found {
  readonly services: "listed" | "listedWithoutKey" | "denied" | "unread";
  readonly keyIsRead: boolean;
  readonly witness: { readonly isRead: boolean; readonly notStarted: string | undefined };
}

function diagnose({ services, keyIsRead, witness }: Found, exitCode: number): Diagnosis {
  if (services === "denied" && !keyIsRead && !witness.isRead) {
    const isMissing = witness.notStarted !== undefined || (exitCode & 0xff) === (notThere & 0xff);
    return isMissing ? "notStarted" : "registryToolsDisabled";
  }
  if (services === "unread" || keyIsRead || !witness.isRead) return "unexpectedOutput";
  // Where the list of services itself is denied, this account may not read any of it.
  return services === "listedWithoutKey" ? "keyMissing" : "accessDenied";
}

/** What reg.exe, or the shell in its place, said where it could read nothing at all. */
function toldBy({ witness, services }: Found, errorOutput: string): string | undefined {
  const said = quoteForeign(errorOutput);
  const reason = witness.notStarted === undefined ? [] : [`PowerShell says ${witness.notStarted}`];
  if (said !== "nothing") reason.push(`as errors came ${said}`);
  if (services !== "denied") return undefined;
  return reason.length > 0 ? reason.join(", ") : "nothing was printed";
}

function diagnosed(
  diagnosis: Diagnosis,
  host: string,
  registryPath: string,
  came: string,
): NatTraversalError {
  const operation = `read ${registryPath}`;
  switch (diagnosis) {
    case "keyMissing":
      return new KeyMissingError({
        operation,
        host,
        problem: "the key does not exist, although the other services are listed",
        hint: "The IPsec policy agent is not installed on this host; this package never creates the key.",
      });
    case "accessDenied":
      return new AccessDeniedError({
        operation,
        host,
        problem: "the key exists, but this account may not read it",
        hint: "Use an account in the Administrators group, or correct the permissions of the key.",
      });
    case "registryToolsDisabled":
      return new RegistryToolsDisabledError({
        operation,
        host,
        problem: `reg.exe, or the shell in its place, fails even for values that every account may read: ${came}`,
        hint: 'The quoted message tells which of two it is. Either a policy forbids registry tools for this account ("Prevent access to registry editing tools", DisableRegistryTools): have it lifted. Or something keeps reg.exe from starting (AppLocker, App Control, a software restriction policy, the permissions of the file): have %SystemRoot%\\System32\\reg.exe allowed. Or use another account.',
      });
    case "notStarted":
      return new CommandError({
        operation,
        host,
        problem: `%SystemRoot%\\System32\\reg.exe did not start: ${came}`,
        hint: "It is missing, or a policy (AppLocker, App Control) keeps this account from starting it: restore the file or have the policy lifted, or use another account.",
        exitCode: notThere,
      });
    case "unexpectedOutput":
      return new UnexpectedOutputError({
        operation,
        host,
        problem: `the answer is incomplete or cannot be read: ${came}; nothing was written`,
        hint: "Try again; if this persists, check what a start-up script of the account's shell (AutoRun of cmd, a profile of PowerShell) prints or changes, and whether a policy forbids the command prompt (DisableCMD); run `reg query` for that key on the host.",
      });
  }
}
