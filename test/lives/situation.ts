import type { Properties } from "../../provider/engine/plain-json";
import { decodeMarker } from "../../provider/nat-traversal/marker";
import { effectiveNumber } from "../../provider/nat-traversal/nat-traversal-value";
import { type RegistryValue, sameValue } from "../../provider/windows/registry-value";
import type { LifeMachine } from "./machine";
import type { Kind } from "./program";

/** One call of a method of a resource. */
export interface Call {
  readonly kind: Kind;
  readonly method: "check" | "diff" | "create" | "read" | "update" | "delete";
  readonly olds?: Properties;
  readonly news?: Properties;
}

/** What was broken, by the number of the promise. */
export interface Broken {
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  readonly what: string;
}

/** Takes a broken promise down. */
export type Report = (promise: Broken["promise"], what: string) => void;

/** What was so when a call began. */
export interface Situation {
  readonly call: Call;
  /** The machine that answered. */
  readonly machine: LifeMachine;
  readonly live: RegistryValue;
  readonly changedBy: LifeMachine["changedBy"];
  readonly changesByOthers: number;
  /** How many commands the run had sent. */
  readonly commands: number;
  /** What the clock on the wall showed. */
  readonly wall: number;
  /** Whether something happens in the middle of the run. */
  readonly isDisturbed: boolean;
  /** How many settings there were in state, without the one that is called. */
  readonly otherSettings: number;
  /** What the marker told of the value before the first write. */
  readonly toldByMarker: RegistryValue | undefined;
}

/** A restart that Windows accepted. */
export interface Restart {
  readonly change: number;
  readonly applied: number;
  readonly boot: number;
}

/** The first call that put a restart off: what the clock on the wall showed at its beginning and its end. */
export interface PutOff {
  readonly from: number;
  readonly to: number;
}

/** What the referee remembers of a machine. */
export class Memory {
  /** What may have been there before the first write; undefined while nothing of ours is on the machine. */
  original: RegistryValue[] | undefined;
  /** A run has changed the value, and no state tells of that yet. */
  unsaved = false;
  /** How many boots there had been at Pulumi's last change of the value. */
  writtenInBoot = -1;
  /** Restarts that Windows accepted: for which change of the value, what had been applied, and in which boot. */
  readonly restarts: Restart[] = [];
  /** From which of them on the resource that asks can know. */
  knownFrom = 0;
  /** The last change was that of a delete, of which no state tells unless it succeeded. */
  isLeftByDelete = false;
  /** How many of them in a row while something sets the value at each start. */
  inVain = 0;
  /** Since when its restart has been put off, by the change that it is for. */
  readonly putOff = new Map<unknown, PutOff>();

  /** First contact: what was seen, or what the marker tells, is what was there before. */
  meet(machine: LifeMachine, seen: RegistryValue, { toldByMarker, changesByOthers }: Situation): void {
    const told = toldByMarker === undefined ? [] : [toldByMarker];
    if (this.original === undefined) this.original = [seen, ...told];
    else if (machine.markerBy === "others") this.original.push(seen, ...told);
    else if (toldByMarker === undefined || machine.changesByOthers !== changesByOthers)
      this.original.push(seen);
  }
}

/** Whether a call may restart its host. */
export function isRestarting({ kind, method }: Call): boolean {
  return kind === "reboot" && (method === "create" || method === "update");
}

/** Whether a call may meet this machine for the first time. */
export function isFirstContact({ kind, method, olds }: Call, machine: LifeMachine): boolean {
  if (kind !== "setting") return false;
  return method === "create" || (method === "update" && !machine.is(olds?.machine ?? {}));
}

/** What the marker tells of the value before the first write, as long as it speaks of the value that is there. */
export function previousInMarker(machine: LifeMachine): RegistryValue | undefined {
  const reading = decodeMarker(machine.marker ?? "");
  if (reading.state !== "present" || !sameValue(reading.marker.applied, machine.live)) return undefined;
  return reading.marker.previous === "notKept" ? undefined : reading.marker.previous;
}

/**
 * Whether nobody can see what is in force: a boot has found another value, and others have put it right since, or a resource that left no marker; or they
 * took the marker away on a host where nothing else tells of boots; or nothing tells of boots but a BootId that is late or stuck.
 */
export function isHidden(machine: LifeMachine, applied: number): boolean {
  if (machine.markerBy === "others" && machine.hasNoOtherEvidence) return true;
  if (machine.hasOnlyBadBootId) return true;
  const isMadeRight = machine.changesByOthersInBoot > 0 || machine.marker === undefined;
  return machine.hasBootedWithForeignValue && isMadeRight && effectiveNumber(machine.live) === applied;
}
