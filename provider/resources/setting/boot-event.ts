import { NatTraversalError } from "../../errors";
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

/**
 * The observation with the newest start of the system. It goes over the connection given: another may lead to another machine. A log that
 * cannot be read is no failure: then the other evidence has to do.
 */
export async function withBootEvent(
  host: Host,
  observation: Observation,
  onlyOver: object | undefined,
): Promise<Observation> {
  try {
    const reading = await ask(host, askFacts({ bootEvent }), { onlyOver });
    const found = reading.state === "read" ? reading.values.bootEvent : undefined;
    return found === undefined ? observation : { ...observation, bootEvent: found };
  } catch (error) {
    if (error instanceof NatTraversalError) return observation;
    throw error;
  }
}
