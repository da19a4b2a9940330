import { NatTraversalError, UnreachableError } from "../../errors";
import type { Host } from "../../hosts/host";
import { watchConnection } from "../../hosts/same-connection";
import type { Observation } from "../../nat-traversal/observation";
import type { RegistryKey } from "../../nat-traversal/setting-state";
import { type LastVisit, needsBootEvent } from "../../nat-traversal/value-at-boot";
import { bootEvent } from "../../windows/boot-evidence";
import { ask, askFacts } from "../../windows/fact";
import { observe } from "./observe";

/**
 * Observes a host that was visited before; where the marker does not tell which boot it is in, the event log, which is slow, is read too.
 * Throws what `observe` throws.
 */
export async function observeAgain(
  host: Host,
  registryKey: RegistryKey | undefined,
  known: { readonly id: string; readonly lastVisit: LastVisit },
): Promise<Observation> {
  const watch = watchConnection(host);
  const observation = await observe(watch.host, registryKey);
  return needsBootEvent({ ...known, observation })
    ? withBootEvent(host, observation, watch.last())
    : observation;
}

/** The observation with the newest start of the system, if the log can be read over that connection: another may lead to another machine. */
async function withBootEvent(
  host: Host,
  observation: Observation,
  onlyOver: object | undefined,
): Promise<Observation> {
  try {
    return await readBootEvent(host, observation, onlyOver);
  } catch (error) {
    if (error instanceof NatTraversalError) return observation;
    throw error;
  }
}

async function readBootEvent(
  host: Host,
  observation: Observation,
  onlyOver?: object | undefined,
): Promise<Observation> {
  const reading = await ask(host, askFacts({ bootEvent }), { onlyOver });
  const found = reading.state === "read" ? reading.values.bootEvent : undefined;
  return found === undefined ? observation : { ...observation, bootEvent: found };
}

/** Whether the event log is read before a write, or left out because reading it has ended the connection. */
export type BootLog = "read" | "skip";

/** Reading the event log has ended the connection over which everything must go. */
class BootLogLost extends Error {}

/**
 * The observation with the newest start of the system, for the time after a write: it is read before, over the same connection, which no boot
 * outlives. A write whose event is not noted would leave a stuck BootId alone to tell of boots. Throws where the link is lost.
 */
export async function noteBootEvent(
  host: Host,
  observation: Observation,
  log: BootLog,
): Promise<Observation> {
  if (log === "skip" || observation.bootEvent !== undefined) return observation;
  try {
    return await readBootEvent(host, observation);
  } catch (error) {
    if (error instanceof UnreachableError)
      throw new BootLogLost("the event log could not be read", { cause: error });
    if (error instanceof NatTraversalError) return observation;
    throw error;
  }
}

/**
 * Runs work whose every command goes over one connection of its own, and which writes nothing before `noteBootEvent`; again where that has lost
 * the link, and the third time without the log, which may be too slow to be read: that is no failure, since then the other evidence has to do.
 */
export async function withBootLog<T>(work: (log: BootLog) => Promise<T>): Promise<T> {
  for (let lost = 0; lost < 2; lost++) {
    try {
      return await work("read");
    } catch (error) {
      if (!(error instanceof BootLogLost)) throw error;
    }
  }
  return work("skip");
}
