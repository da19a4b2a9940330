import { TwoOwnersError } from "../errors";
import { addressOf, type Connection } from "../hosts/connect";
import { describeMachine } from "../nat-traversal/machine";
import type { CheckFailure } from "../validation/check-failure";
import type { MachineIdentity } from "../windows/identity";
import { addressName, addressNameIfKnown } from "./address";
import type { LifecycleContext, RunRecord } from "./context";

/** How a resource is named where the engine gave no URN. */
const unnamed = "a resource without a known URN";

/**
 * Notes the owner of an address for this run; a failure that names both if another resource of the same type has it
 * already. Without a URN, or while the address is not known (preview), nothing can be said.
 */
export function claimAddress(
  run: RunRecord,
  resourceType: string,
  connection: unknown,
  urn: string | undefined,
): CheckFailure | undefined {
  const address = addressNameIfKnown(connection);
  if (address === undefined || urn === undefined) return undefined;
  const key = `${resourceType} ${address}`;
  const owner = run.owners.get(key);
  if (owner !== undefined && owner !== urn) {
    const reason = `connection leads to ${address}, which ${owner} already declares; ${urn} cannot declare it too, because a setting has one owner`;
    return { property: "connection", reason };
  }
  run.owners.set(key, urn);
  return undefined;
}

/**
 * Notes that this run creates or updates a setting on this machine at this address, so that no delete of the same run undoes it.
 * Throws TwoOwnersError, before anything is written, if another resource of this run did so at another address.
 */
export function markManaged(
  context: LifecycleContext,
  connection: Connection,
  machine: MachineIdentity,
): void {
  const urn = context.urn ?? unnamed;
  const owner = managedMachineOwner(context.run, machine);
  if (owner !== undefined && owner !== urn) {
    throw new TwoOwnersError({
      operation: `declare the setting for ${urn}`,
      host: addressOf(connection).host,
      problem: `this machine (${describeMachine(machine)}) also answers at another address, where ${owner} declares its setting in the same run`,
      hint: "Keep one of the two resources: a setting has one owner.",
    });
  }
  markAddressManaged(context, connection);
  context.run.managedMachines.set(JSON.stringify(machine), urn);
}

/** Undoes `markManaged` where nothing was done after all: a delete of the same run then has its work to do. */
export function unmarkManaged({ run, urn = unnamed }: LifecycleContext, connection: Connection): void {
  const address = addressName(connection);
  if (run.managedAddresses.get(address) === urn) run.managedAddresses.delete(address);
  for (const [identity, owner] of run.managedMachines) {
    if (owner === urn) run.managedMachines.delete(identity);
  }
}

/** Notes that this run keeps a setting at this address, where the machine itself was not observed. */
export function markAddressManaged(context: LifecycleContext, connection: Connection): void {
  context.run.managedAddresses.set(addressName(connection), context.urn ?? unnamed);
}

/** Who created or updated a setting at this address in this run. */
export function managedAddressOwner(run: RunRecord, connection: Connection): string | undefined {
  return run.managedAddresses.get(addressName(connection));
}

/** Who created or updated a setting on this machine in this run. */
export function managedMachineOwner(run: RunRecord, machine: MachineIdentity): string | undefined {
  for (const [identity, owner] of run.managedMachines) {
    if (isOneMachine(JSON.parse(identity) as MachineIdentity, machine)) return owner;
  }
  return undefined;
}

/**
 * Whether two identities read in one run are of one machine: all that can be compared is equal. Stricter than the comparison with a
 * stored identity, since clones of one disk differ in their name alone and no machine changes its name within a run.
 */
function isOneMachine(one: MachineIdentity, other: MachineIdentity): boolean {
  const names = ["machineGuid", "computerName", "hardwareId"] as const;
  const pairs = names.flatMap((name) => (one[name] && other[name] ? [[one[name], other[name]]] : []));
  return pairs.length > 0 && pairs.every(([a, b]) => a?.toLowerCase() === b?.toLowerCase());
}
