import {
  AccessDeniedError,
  KeyMissingError,
  type NatTraversalError,
  RegistryToolsDisabledError,
  UnexpectedOutputError,
} from "../errors";
import type { CommandResult } from "../hosts/host";
import { hasKey, parseRegistry, readText, showsContent } from "../windows/registry-listing";
import { queryKey, queryValue } from "../windows/registry-value";
import { allServicesPath } from "./nat-traversal-value";

/** Why reading the service key gave nothing that can be believed. */
type Diagnosis = "keyMissing" | "accessDenied" | "registryToolsDisabled" | "unexpectedOutput";

const witnessPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/**
 * The commands that tell the reasons apart, for one round trip: the list of all services, the key in question, and last a
 * value that every account may read.
 */
export function diagnoseCommands(registryPath: string): string[] {
  return [queryKey(allServicesPath), queryKey(registryPath), queryValue(witnessPath, "CurrentVersion")];
}

/**
 * Tells the reason from structure and exit code alone, since messages are localised: a listed service whose key cannot be read is
 * access denied; one that is not listed is missing; reg failing even for the value that every account may read, and
 * saying so, is a policy against registry tools; everything else is output that nobody expected.
 */
function diagnoseReading(registryPath: string, result: CommandResult): Diagnosis {
  const listing = parseRegistry(result.output);
  const saidSomething = result.output.trim() !== "" || result.errorOutput.trim() !== "";
  if (listing.blocks.length === 0) {
    return result.exitCode === 1 && saidSomething ? "registryToolsDisabled" : "unexpectedOutput";
  }
  const complete = readText(listing, witnessPath, "CurrentVersion") !== undefined && !listing.truncated;
  if (!complete || showsContent(listing, registryPath)) return "unexpectedOutput";
  if (hasKey(listing, registryPath)) return "accessDenied";
  // The list of services itself is missing: this account may not read any of it.
  return hasKey(listing, allServicesPath) ? "keyMissing" : "accessDenied";
}

/** The error for what `diagnoseCommands` gave back. */
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
