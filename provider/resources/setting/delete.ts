import { DifferentMachineError, KeyMissingError } from "../../errors";
import { addressOf } from "../../hosts/connect";
import type { Host } from "../../hosts/host";
import { overOneConnection } from "../../hosts/same-connection";
import { SerialQueue } from "../../hosts/serial-queue";
import { isOneMachine } from "../../nat-traversal/machine";
import type { Observation } from "../../nat-traversal/observation";
import type { MachineIdentity } from "../../windows/identity";
import { addressName } from "../address";
import type { DeletedSetting, LifecycleContext, RunRecord } from "../context";
import { declaredAt, forgetDeclared } from "../declared";
import { timeoutsOf } from "./converge";
import { leavesToSameIdentity, leaveToDeclared } from "./leave-to-declared";
import { isHostLost, withWaysOut } from "./lost-host";
import { checkMachine, differentMachine, observe, readMachine } from "./observe";
import { restore } from "./restore";
import { type StoredSetting, storedRegistryKey } from "./stored-setting";

/**
 * Deletes the setting: restores the original value, where the current one is ours. Leaves the host alone, and says so, where the program
 * still declares it, where another setting applied its value later, and where somebody else changed the value. Never restarts. Errors
 * leave the resource in state; that another machine answers is one, as an unreachable host is, unless `onUnreachable.delete` is "forget".
 */
export async function deleteSetting(
  context: LifecycleContext,
  id: string,
  olds: StoredSetting,
): Promise<void> {
  const { log, run } = context;
  if (olds.onDelete === "keep") {
    const { host } = addressOf(olds.connection);
    log.info(`${host}: kept the value, because onDelete is "keep"; the host was not contacted`);
    forgetDeclared(run, { id, changeId: olds.changeId });
    return;
  }
  // One after another on one machine: the second has to see what the first did.
  await queueOf(run, olds).take(async () => {
    await deleteInTurn(context, id, olds);
    run.deleted.push(deletedSetting(id, olds));
    forgetDeclared(run, { id, changeId: olds.changeId });
  });
}

async function deleteInTurn(context: LifecycleContext, id: string, olds: StoredSetting): Promise<void> {
  const own = { id, changeId: olds.changeId };
  const reached = { observed: false };
  try {
    const declared = declaredAt(context.run, addressName(olds.connection), own);
    if (declared !== undefined) {
      leaveToDeclared(context.log, id, olds, declared);
      return;
    }
    const host = overOneConnection(await context.connect(olds.connection, timeoutsOf(olds)));
    const observation = await observeOwnMachine(context, host, olds);
    if (observation === undefined || leavesToSameIdentity(context, host.name, id, olds, observation)) return;
    reached.observed = true;
    await restoreOn(context, host, id, olds, observation);
  } catch (error) {
    if (olds.onUnreachable?.delete !== "forget" || !isHostLost(error)) throw withWaysOut(error, olds);
    const outcome = reached.observed
      ? "it is not known whether the value was restored"
      : "without restoring the value";
    context.log.warning(
      `${addressOf(olds.connection).host}: removed from the state ${outcome}, because onUnreachable.delete is "forget". ${error.message}`,
    );
  }
}

/**
 * Observes the host and makes sure that it is the setting's machine; undefined where that machine no longer has the service key. Throws
 * DifferentMachineError if another one answers, or if nothing tells which.
 */
async function observeOwnMachine(
  { log }: LifecycleContext,
  host: Host,
  olds: StoredSetting,
): Promise<Observation | undefined> {
  log.progress("reading the current value");
  try {
    const observation = await observe(host, storedRegistryKey(olds));
    requireOwnMachine(log, host.name, olds.machine, observation.machine);
    return observation;
  } catch (error) {
    if (!(error instanceof KeyMissingError)) throw error;
    requireOwnMachine(log, host.name, olds.machine, await readMachine(host));
    log.warning(`${host.name}: ${olds.registryPath} no longer exists, so there is nothing to restore`);
    return undefined;
  }
}

function requireOwnMachine(
  log: LifecycleContext["log"],
  host: string,
  known: MachineIdentity,
  seen: MachineIdentity,
): void {
  const { result, warnings } = checkMachine(host, known, seen);
  const operation = "restore the original value";
  const hint = "Nothing was written.";
  if (result === "different") throw differentMachine(host, operation, known, seen, hint);
  if (result === "unclear") {
    const problem =
      "it is not certain which machine answers: MachineGuid, computer name and hardware ID could not be compared";
    throw new DifferentMachineError({ operation, host, problem, hint });
  }
  for (const warning of warnings) log.warning(warning);
}

async function restoreOn(
  { log, run }: LifecycleContext,
  host: Host,
  id: string,
  stored: StoredSetting,
  observation: Observation,
): Promise<void> {
  log.progress("restoring the original value");
  const deleted = run.deleted.filter(({ machine }) => isOneMachine(machine, observation.machine));
  const { said, warn } = await restore(host, { id, stored, observation, deleted });
  if (warn) log.warning(`${host.name}: ${said}`);
  else log.info(`${host.name}: ${said}${isAlone(run, observation) ? ` ${unknownOthers}` : ""}`);
}

/** What no destroy and no targeted run can know: the engine names only its targets to the provider, and a marker lasts one boot. */
const unknownOthers =
  "There is no marker of this boot, so nothing tells whether another stack, or a resource that is not part of this run, declares this host too: if one does, its next refresh shows the difference.";

function isAlone({ settings, deleted }: RunRecord, { marker }: Observation): boolean {
  return settings.size === 0 && deleted.length === 0 && marker.state !== "present";
}

/** The settings of one machine share a queue, whatever their addresses; a machine that is not known has the queue of its address. */
function queueOf({ deletes }: RunRecord, { machine, connection }: StoredSetting): SerialQueue {
  const name = machine.machineGuid?.toLowerCase() ?? addressName(connection);
  const queue = deletes.get(name) ?? new SerialQueue();
  deletes.set(name, queue);
  return queue;
}

function deletedSetting(
  id: string,
  { applied, previous, changedAt, machine, connection }: StoredSetting,
): DeletedSetting {
  return { id, applied, previous, changedAt, machine, address: addressName(connection) };
}
