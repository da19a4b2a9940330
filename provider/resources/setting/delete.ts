import { KeyMissingError, NatTraversalError, UnreachableError } from "../../errors";
import { addressOf } from "../../hosts/connect";
import type { Host } from "../../hosts/host";
import { encodeMarker, type Marker } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import { planRestore } from "../../nat-traversal/plan-restore";
import type { LifecycleContext } from "../context";
import { managedAddressOwner, managedMachineOwner } from "../ownership";
import { timeoutsOf } from "./converge";
import { checkMachine, observe } from "./observe";
import { requireElevation } from "./prepare-write";
import { lastVisitOf, type StoredSetting, storedRegistryKey } from "./stored-setting";
import { write } from "./write";

/**
 * Deletes the setting: restores the original value, where the current one is ours. Leaves the host alone, and says so, where this run
 * created or updated a setting on it, where another machine answers, and where somebody else changed the value. Never
 * restarts. Errors leave the resource in state.
 */
export async function deleteSetting(
  context: LifecycleContext,
  id: string,
  olds: StoredSetting,
): Promise<void> {
  const { log, run } = context;
  const name = addressOf(olds.connection).host;
  if (olds.onDelete === "keep") {
    log.info(`${name}: kept the value, because onDelete is "keep"; the host was not contacted`);
    return;
  }
  const owner = managedAddressOwner(run, olds.connection);
  if (owner !== undefined) {
    log.info(leftToOwner(name, owner));
    return;
  }
  try {
    await leaveHost(context, id, olds);
  } catch (error) {
    if (error instanceof KeyMissingError) {
      log.warning(`${name}: ${olds.registryPath} no longer exists, so there is nothing to restore`);
    } else if (error instanceof UnreachableError && olds.onUnreachable?.delete === "forget") {
      log.warning(
        `${name}: removed from the state without restoring the value, because onUnreachable.delete is "forget". ${error.message}`,
      );
    } else {
      throw error;
    }
  }
}

async function leaveHost(context: LifecycleContext, id: string, olds: StoredSetting): Promise<void> {
  const { log, run } = context;
  const host = await context.connect(olds.connection, timeoutsOf(olds));
  log.progress(`${host.name}: reading the current value`);
  const observation = await observe(host, storedRegistryKey(olds));
  const owner = managedMachineOwner(run, observation.machine);
  if (owner !== undefined) {
    log.info(leftToOwner(host.name, owner));
    return;
  }
  const { result, warnings } = checkMachine(host.name, olds.machine, observation.machine);
  for (const warning of warnings) log.warning(warning);
  if (result === "different" || result === "unclear") {
    const why =
      result === "different" ? "another machine answers" : "it is not certain which machine answers";
    log.warning(`${host.name}: left alone, because ${why}; the value was not restored`);
    return;
  }
  log.progress(`${host.name}: restoring the original value`);
  const { said, warn } = await restore(host, { id, stored: olds, observation });
  if (warn) log.warning(`${host.name}: ${said}`);
  else log.info(`${host.name}: ${said}`);
}

function leftToOwner(host: string, owner: string): string {
  return `${host}: left alone, because ${owner} manages the setting there in the same run`;
}

/** What was done with the value, in words. */
export interface Restored {
  readonly said: string;
  /** Whether something was not restored that the user may expect to be. */
  readonly warn: boolean;
}

/**
 * Restores the original value, if the current one is ours, and reads it back; leaves it alone otherwise.
 * Never restarts. Throws what prevented it; the next delete observes the host again and continues.
 */
export async function restore(
  host: Host,
  work: { readonly id: string; readonly stored: StoredSetting; readonly observation: Observation },
): Promise<Restored> {
  const { stored, observation } = work;
  const plan = planRestore({
    id: work.id,
    onDelete: stored.onDelete,
    overwriteForeignChange: stored.overwriteForeignChange,
    bootMarker: stored.bootMarker,
    observation,
    lastVisit: lastVisitOf(work.id, stored, observation),
  });
  if (plan.write !== undefined) {
    await requireElevation(host);
    const writes = {
      registryPath: observation.registryPath,
      write: plan.write,
      marker: encodable(plan.marker),
    };
    const result = await write(host, writes, observation.value);
    if (result.kind === "failed") throw result.untouched ? result.error : withWayOn(result.error);
  }
  return { said: plan.reason, warn: plan.warn };
}

/** The error of a write that may have restored the value, with both ways on. */
function withWayOn(error: unknown): unknown {
  if (!(error instanceof NatTraversalError)) return error;
  const hint = `${error.details.hint} The value may have been restored already, and the state still declares it: run \`pulumi destroy\` again, or, to keep the setting, \`pulumi up --refresh\`, which reads the host and writes the declared value again.`;
  return error.withDetails({ hint });
}

/** A marker helps; that it cannot be written is no reason not to restore a long value. */
function encodable(marker: Marker | undefined): Marker | undefined {
  if (marker === undefined) return undefined;
  try {
    encodeMarker(marker);
    return marker;
  } catch {
    return undefined;
  }
}
