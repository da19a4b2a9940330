import { TwoOwnersError } from "../errors";
import { addressOf, type Connection } from "../hosts/connect";
import { describeMachine, isOneMachine } from "../nat-traversal/machine";
import type { CheckFailure } from "../validation/check-failure";
import type { MachineIdentity } from "../windows/identity";
import { addressName, addressNameIfKnown } from "./address";
import type { LifecycleContext, RunRecord, SettingTrace } from "./context";

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

/** What state holds of a setting that the program still declares. */
export interface StoredTrace extends Pick<SettingTrace, "id" | "changeId" | "machine" | "previous"> {
  readonly connection: Connection;
}

/**
 * Notes that the program declares a setting that state has, so that a delete of this run leaves its host alone, whether this run
 * changes it or not. The engine asks for a diff of each such resource that is among its targets, before it deletes anything else.
 */
export function noteDeclared(
  run: RunRecord,
  urn: string | undefined,
  stored: StoredTrace,
  declared: unknown,
): void {
  const address = addressNameIfKnown(declared) ?? addressNameIfKnown(stored.connection);
  if (urn === undefined || address === undefined) return;
  const { id, changeId, machine, previous } = stored;
  run.settings.set(urn, {
    ...run.settings.get(urn),
    stored: { address, id, changeId, machine, previous },
  });
}

/**
 * Notes that this run creates or updates a setting on this machine at this address, so that no delete of the same run undoes it.
 * Throws TwoOwnersError, before anything is written, if another resource of this run did so at another address.
 */
export function markManaged(
  context: LifecycleContext,
  connection: Connection,
  machine: MachineIdentity,
  trace: Pick<SettingTrace, "id" | "previous"> = {},
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
  markAddressManaged(context, connection, { ...trace, machine });
}

/** Notes that this run keeps a setting at this address; `trace` is what is known of it without a look at the host. */
export function markAddressManaged(
  context: LifecycleContext,
  connection: Connection,
  trace: Omit<SettingTrace, "address"> = {},
): void {
  const urn = context.urn ?? unnamed;
  const managed = { ...trace, address: addressName(connection) };
  context.run.settings.set(urn, { ...context.run.settings.get(urn), managed });
}

/** Notes whether the marker of the setting that this run manages was seen on its host. */
export function noteMarked({ run, urn = unnamed }: LifecycleContext, marked: boolean): void {
  const setting = run.settings.get(urn);
  if (setting?.managed === undefined) return;
  run.settings.set(urn, { ...setting, managed: { ...setting.managed, marked } });
}

/** Undoes `markManaged` where nothing was done after all: a delete of the same run then has its work to do. */
export function unmarkManaged({ run, urn = unnamed }: LifecycleContext): void {
  const stored = run.settings.get(urn)?.stored;
  if (stored === undefined) run.settings.delete(urn);
  else run.settings.set(urn, { stored });
}

/** Who created or updated a setting on this machine in this run. */
function managedMachineOwner(run: RunRecord, machine: MachineIdentity): string | undefined {
  for (const [urn, { managed }] of run.settings) {
    if (managed?.machine !== undefined && isOneMachine(managed.machine, machine)) return urn;
  }
  return undefined;
}
