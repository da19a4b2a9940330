import { isOneMachine } from "../nat-traversal/machine";
import type { MachineIdentity } from "../windows/identity";
import type { RunRecord, SettingTrace } from "./context";

/** One state of a resource, told from others of the same resource: a replacement has another change. */
export interface OwnState {
  readonly id: string;
  readonly changeId: string;
}

/** A resource of the program that declares a setting somewhere. */
export interface Declaration {
  readonly urn: string;
  readonly trace: SettingTrace;
  /** Whether this run created or updated it; else it is as state has it. */
  readonly isManaged: boolean;
}

/** Which resource of the program declares a setting at this address, other than the state that is being deleted. */
export function declaredAt(run: RunRecord, address: string, own: OwnState): Declaration | undefined {
  return declarations(run, own).find(({ trace }) => trace.address === address);
}

/** Which resource of the program declares a setting on a machine of this identity, other than the state that is being deleted. */
export function declaredOn(run: RunRecord, machine: MachineIdentity, own: OwnState): Declaration | undefined {
  return declarations(run, own).find(
    ({ trace }) => trace.machine !== undefined && isOneMachine(trace.machine, machine),
  );
}

/** No longer counts a state that is deleted among what the program declares. */
export function forgetDeclared(run: RunRecord, own: OwnState): void {
  for (const [urn, { stored, managed }] of run.settings) {
    if (managed === undefined && stored !== undefined && isOwn(stored, own)) run.settings.delete(urn);
  }
}

/** Those of this run come first: what they know is newer. */
function declarations(run: RunRecord, own: OwnState): Declaration[] {
  const all = [...run.settings].flatMap(([urn, { stored, managed }]): Declaration[] => {
    if (managed !== undefined) return [{ urn, trace: managed, isManaged: true }];
    // A replacement that deletes first declares nothing until it has created: its own state is to be undone.
    const isOther = stored !== undefined && !isOwn(stored, own);
    return isOther ? [{ urn, trace: stored, isManaged: false }] : [];
  });
  return all.sort((one, other) => Number(other.isManaged) - Number(one.isManaged));
}

function isOwn({ id, changeId }: SettingTrace, own: OwnState): boolean {
  return id === own.id && changeId === own.changeId;
}
