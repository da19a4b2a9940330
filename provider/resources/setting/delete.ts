import { KeyMissingError, UnreachableError } from "../../errors";
import { addressOf } from "../../hosts/connect";
import type { LifecycleContext } from "../context";
import { managedAddressOwner, managedMachineOwner } from "../ownership";
import { checkMachine } from "./compare-machine";
import { timeoutsOf } from "./converge";
import { observe } from "./observe";
import { restore } from "./restore";
import { type StoredSetting, storedRegistryKey } from "./stored-setting";

/**
 * Deletes the setting: puts back what was there, where what is there now is ours. Leaves the host alone, and says so, where this run
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
    log.info(`${name}: the value is kept, as onDelete asks; the host was not contacted`);
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
      log.warning(`${name}: ${olds.registryPath} does not exist any more, so there is nothing to put back`);
    } else if (error instanceof UnreachableError && olds.onUnreachable?.delete === "forget") {
      log.warning(
        `${name}: forgotten without being put back, as onUnreachable.delete asks. ${error.message}`,
      );
    } else {
      throw error;
    }
  }
}

async function leaveHost(context: LifecycleContext, id: string, olds: StoredSetting): Promise<void> {
  const { log, run } = context;
  const host = await context.connect(olds.connection, timeoutsOf(olds));
  log.progress(`${host.name}: looking`);
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
      result === "different"
        ? "another machine answers there now"
        : "it is not certain which machine answers";
    log.warning(`${host.name}: left alone, ${why}; what was put on the machine of before is still there`);
    return;
  }
  log.progress(`${host.name}: putting back what was there before`);
  const { said, warn } = await restore(host, { id, stored: olds, observation });
  if (warn) log.warning(`${host.name}: ${said}`);
  else log.info(`${host.name}: ${said}`);
}

function leftToOwner(host: string, owner: string): string {
  return `${host}: left alone, because this run keeps the setting there for ${owner}`;
}
