import { UnexpectedOutputError } from "../errors";
import type { CommandResult, ShellCommand } from "../hosts/host";
import type { BootSnapshot, MarkerTrace } from "../nat-traversal/boot-snapshot";
import { markerKey, markerName } from "../nat-traversal/marker";
import { bootEvent, bootId, logonReached } from "../windows/boot-evidence";
import { type Fact, type FactValues, factsLine, readFacts, takeApart } from "../windows/fact";
import { machineFacts } from "../windows/identity";
import { pendingReasons } from "../windows/pending-reasons";
import { hasKey, readValue } from "../windows/registry-listing";
import { queryKey } from "../windows/registry-value";
import { withoutUndefined } from "../without-undefined";

/** What belongs only to a restart. A row here is all that a new fact takes; the logon prompt comes last, as it reads the exit code. */
const restartFacts = { pendingReasons, bootEvent, logonReached };

/** The facts that belong only to a restart, as they were read. */
export type RestartFacts = FactValues<typeof restartFacts>;

/** The line that asks for them once before a restart. */
export const restartFactsLine: ShellCommand = factsLine(restartFacts);

/** Reads the answer to that line. */
export function readRestartFacts(result: CommandResult): RestartFacts {
  return readFacts(restartFacts, takeApart(result));
}

/** The marker's text, of whatever setting; undefined where its key is not listed to the end, so that a marker may have been cut off. */
const markerTrace: Fact<MarkerTrace | undefined> = {
  query: queryKey(markerKey),
  read: ({ listing }) => {
    const reading = readValue(listing, markerKey, markerName);
    if (reading.state === "present") {
      return { state: "present", text: "data" in reading.value ? reading.value.data : "" };
    }
    // Subkeys are listed after all values, and this one is there in every boot.
    const listedToTheEnd = hasKey(listing, `${markerKey}\\CentralProcessor`);
    return reading.state === "absent" && listedToTheEnd ? { state: "absent" } : undefined;
  },
};

/** The facts of a boot; reading the event log is the slow part. The logon prompt comes last, as it reads the exit code. */
const bootFacts = { marker: markerTrace, ...machineFacts, bootId, bootEvent, logonReached };
const quickBootFacts = { marker: markerTrace, ...machineFacts, bootId, logonReached };

/** One round trip that tells which boot a host is in; the event log is read only if wanted. */
export function bootLine(withBootEvent: boolean): ShellCommand {
  return factsLine(withBootEvent ? bootFacts : quickBootFacts);
}

/**
 * Reads the answer to `bootLine`. The marker counts as absent only if its key was listed to the end without it: a command that
 * was killed can end with exit code 0 and no output, or half of it, and must never look like a new boot.
 * Throws UnexpectedOutputError where the listing is not whole.
 */
export function readBoot(host: string, result: CommandResult): BootSnapshot {
  const facts = readFacts(bootFacts, takeApart(result));
  const { marker, machineGuid, computerName, hardwareId, ...numbers } = facts;
  const machine = withoutUndefined({ machineGuid, computerName, hardwareId });
  if (marker !== undefined) return { machine, marker, ...numbers };
  throw new UnexpectedOutputError({
    operation: "tell which boot it is in",
    host,
    problem: `the answer (exit code ${result.exitCode}) does not list ${markerKey} to the end`,
    hint: "Run `pulumi up` again; if this persists, check what `reg query` of that key prints on the host.",
  });
}
