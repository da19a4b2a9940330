import {
  AccessDeniedError,
  KeyMissingError,
  type NatTraversalError,
  RegistryToolsDisabledError,
  UnexpectedOutputError,
} from "../errors";
import type { CommandResult, ShellCommand } from "../hosts/host";
import { type Fact, factsLine, readFacts, takeApart, textFact } from "../windows/fact";
import { hasKey, showsContent } from "../windows/registry-listing";
import { queryKey } from "../windows/registry-value";
import { allServicesPath } from "./nat-traversal-value";

/** Why reading the service key gave nothing that can be believed. */
type Diagnosis = "keyMissing" | "accessDenied" | "registryToolsDisabled" | "unexpectedOutput";

const witnessPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/** What tells the reasons apart, last a value that every account may read. */
function diagnosisFacts(registryPath: string) {
  const services: Fact<{ readonly listed: boolean; readonly holdsKey: boolean }> = {
    query: queryKey(allServicesPath),
    read: ({ listing }) => ({
      listed: hasKey(listing, allServicesPath),
      holdsKey: hasKey(listing, registryPath),
    }),
  };
  const hasContent: Fact<boolean> = {
    query: queryKey(registryPath),
    read: ({ listing }) => showsContent(listing, registryPath),
  };
  return { services, hasContent, witness: textFact(witnessPath, "CurrentVersion") };
}

/** The one line that diagnoses: one round trip. */
export function diagnoseLine(registryPath: string): ShellCommand {
  return factsLine(diagnosisFacts(registryPath));
}

/**
 * Tells the reason from structure and exit code alone, since messages are localised: a listed service whose key cannot be read is
 * access denied; one that is not listed is missing; reg failing even for the value that every account may read, and
 * saying so, is a policy against registry tools; everything else is unexpected output.
 */
function diagnoseReading(registryPath: string, result: CommandResult): Diagnosis {
  const answer = takeApart(result);
  const { services, hasContent, witness } = readFacts(diagnosisFacts(registryPath), answer);
  if (answer.listing.blocks.length === 0) {
    const printedSomething = result.output.trim() !== "" || result.errorOutput.trim() !== "";
    return result.exitCode === 1 && printedSomething ? "registryToolsDisabled" : "unexpectedOutput";
  }
  if (witness === undefined || answer.listing.truncated || hasContent) return "unexpectedOutput";
  if (services.holdsKey) return "accessDenied";
  // The list of services itself is missing: this account may not read any of it.
  return services.listed ? "keyMissing" : "accessDenied";
}

/** The error for the answer to `diagnoseLine`. */
export function diagnose(host: string, registryPath: string, result: CommandResult): NatTraversalError {
  const operation = `read ${registryPath}`;
  switch (diagnoseReading(registryPath, result)) {
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
        problem: "reg.exe fails even for values that every account may read",
        hint: "A policy (DisableRegistryTools) forbids registry tools for this account: have it lifted, or use another account.",
      });
    case "unexpectedOutput":
      return new UnexpectedOutputError({
        operation,
        host,
        problem: `the output of reg.exe is incomplete or cannot be read (exit code ${result.exitCode})`,
        hint: "Try again; if this persists, run `reg query` for that key on the host and check what it prints.",
      });
  }
}
