import type { Host } from "../../hosts/host";
import { type RestartFacts, readRestartFacts, restartFactsLine } from "../../restart/boot-look";
import { isTransient } from "../../restart/is-transient";
import type { RebootInputs } from "../../restart/reboot-state";
import type { LifecycleContext } from "../context";
import type { HostObservation } from "./observe";
import { pollHost } from "./poll";

/** A restart that no state remembers may be under way when a run begins: that long a host without a proper answer is waited for. */
const unknownRestartSeconds = 300;

/** What a run finds as it begins; times are milliseconds since the Unix epoch. */
export interface InitialObservationOptions {
  /** Whether an earlier run asked for a restart that is not over. */
  readonly isUnfinished: boolean;
  readonly startedAt: number;
  readonly deadlineAt: number;
}

/**
 * Looks at everything that a run decides from. A host without a proper answer is "onItsWay" if a restart is not over; without
 * a memory of one it is given a while. Throws what `observe` throws, and DifferentMachineError.
 */
export async function initialObservation(
  context: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { isUnfinished, startedAt, deadlineAt }: InitialObservationOptions,
): Promise<{ readonly look: HostObservation; readonly facts: RestartFacts } | "onItsWay"> {
  if (!isUnfinished) {
    const patientUntil = Math.min(startedAt + unknownRestartSeconds * 1_000, deadlineAt);
    const look = await pollHost(context, host, news, { deadlineAt: patientUntil, restart: "perhaps" });
    return { look, facts: await askRestartFacts(host) };
  }
  try {
    const look = await pollHost(context, host, news, { deadlineAt: startedAt, restart: "underWay" });
    return { look, facts: await askRestartFacts(host) };
  } catch (error) {
    if (isTransient(error, "underWay")) return "onItsWay";
    throw error;
  }
}

/** What belongs only to a restart, in one round trip. */
export async function askRestartFacts(host: Host): Promise<RestartFacts> {
  return readRestartFacts(await host.run(restartFactsLine()));
}
