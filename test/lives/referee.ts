import type { Properties } from "../../provider/engine/plain-json";
import { decodeMarker } from "../../provider/nat-traversal/marker";
import { effectiveNumber, wantedNumber } from "../../provider/nat-traversal/nat-traversal-value";
import { isInitializationError } from "../../provider/resource-provider";
import { describeValue, type RegistryValue, sameValue } from "../../provider/windows/registry-value";
import type { ShutdownRequest } from "../lab/simulated/machine";
import type { Entry } from "./engine";
import type { Program } from "./life";
import type { LifeMachine, Witness } from "./machine";
import { type Kind, password } from "./program";
import type { Run } from "./provider-process";
import type { World } from "./world";

/** One call of a method of a resource. */
export interface Call {
  readonly kind: Kind;
  readonly method: "check" | "diff" | "create" | "read" | "update" | "delete";
  readonly olds?: Properties;
  readonly news?: Properties;
}

/** What was broken, by the number of the promise. */
export interface Broken {
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly what: string;
}

/** What the referee remembers of a machine. */
interface Memory {
  /** What may have been there before the first write, once there was one, or an adoption. */
  original?: RegistryValue[] | undefined;
  /** A run was killed after it had changed the value, and no state tells of that. */
  unsaved: boolean;
  /** How many boots there had been at Pulumi's last change of the value. */
  writtenInBoot: number;
  /** Restarts that Windows accepted: for which change of the value, and in which boot. */
  readonly restarts: { readonly change: number; readonly boot: number }[];
  /** Those accepted while something sets the value at each start. */
  inVain: number;
}

/** What was so when a call began. */
interface Situation {
  readonly call: Call;
  readonly machine: LifeMachine;
  readonly live: RegistryValue;
  readonly changedBy: LifeMachine["changedBy"];
  readonly othersChanges: number;
  readonly commands: number;
  /** The settings in state, without the one that is being deleted. */
  readonly otherSettings: number;
  readonly markerTells: RegistryValue | undefined;
}

/** Knows the truth, and compares it with what the provider does and says. */
export class Referee implements Witness {
  readonly broken: Broken[] = [];
  /** What was wrong in the last run, for people who read a report. */
  lastErrors: string[] = [];
  world: World | undefined;
  private readonly memories = new Map<LifeMachine, Memory>();
  private program: Program | undefined;
  private now: Situation | undefined;

  begin(program: Program | undefined): void {
    this.program = program;
    this.lastErrors = [];
  }

  end(run: Run): void {
    this.now = undefined;
    for (const { text } of run.said) this.refuseSecrets(text);
  }

  /** Watches a call; returns what is to be called with its answer if it succeeds. */
  watch(call: Call, run: Run, entries: readonly Entry[]): (answer: unknown) => void {
    const { machine } = this.knownWorld();
    const situation: Situation = {
      call,
      machine,
      live: machine.live,
      changedBy: machine.changedBy,
      othersChanges: machine.changesByOthers,
      commands: run.commands,
      otherSettings: entries.filter(({ kind, outputs }) => kind === "setting" && outputs !== call.olds)
        .length,
      markerTells: previousInMarker(machine),
    };
    this.now = situation;
    if (this.isFirstContact(machine)) this.meet(machine, [machine.live], situation.markerTells);
    if (call.method === "check" || call.method === "diff") return () => {};
    return (answer) => {
      if (call.method === "delete") this.deleted(situation);
      else {
        const { outs, props } = answer as { outs?: Properties; props?: Properties };
        this.saved(situation, outs ?? props ?? {}, run.commands > situation.commands);
      }
    };
  }

  wrote(machine: LifeMachine, before: RegistryValue): void {
    const { call, markerTells } = this.situation();
    const memory = this.memoryOf(machine);
    memory.writtenInBoot = machine.windows.boots;
    const change = `${describeValue(before)} to ${describeValue(machine.live)} on ${machine.name}`;
    if (call.kind === "reboot" || !["create", "update", "delete"].includes(call.method)) {
      this.report(5, `${call.method} of a ${call.kind} changed ${change}`);
    }
    if (call.method === "delete") {
      if (this.program !== undefined)
        this.report(5, `a delete changed ${change}, which the program declares`);
      if (call.olds?.onDelete === "keep") this.report(4, `a delete that keeps the value changed ${change}`);
      return;
    }
    memory.unsaved = true;
    if (this.isFirstContact(machine)) this.meet(machine, [before], markerTells);
    memory.original ??= [before];
  }

  requested(machine: LifeMachine, { commandLine, exitCode }: ShutdownRequest): void {
    const { call, othersChanges } = this.situation();
    if (!/\s-r\s/.test(commandLine) || exitCode !== 0) return;
    const setting = (call.news?.setting ?? {}) as { machine?: unknown; applied?: RegistryValue };
    const where = machine.toString();
    if (call.kind !== "reboot" || (call.method !== "create" && call.method !== "update")) {
      this.report(2, `${call.method} of a ${call.kind} restarts ${where}`);
    }
    if (!machine.is(setting.machine ?? {}))
      this.report(2, `a machine of another setting is restarted: ${where}`);
    const effect = effectiveNumber(machine.live);
    const isApplied = setting.applied !== undefined && effect === effectiveNumber(setting.applied);
    const { ignoreBehindNat, behindNat = "none" } = this.program ?? {};
    const isDeclared = isApplied && (ignoreBehindNat === true || effect === wantedNumber(behindNat));
    // What another hand does within the very call cannot always be seen.
    if (machine.changesByOthers === othersChanges && !isDeclared) {
      this.report(2, `the live value is not what is declared when a restart is requested: ${where}`);
    }
    const { restarts } = this.memoryOf(machine);
    const boot = machine.windows.boots;
    // Where nothing tells of boots, and the program wants a restart then, a state that was lost leads to another.
    const mayRepeat = this.program?.ifUnknown === "reboot" && this.knownWorld().evidenceSpoilt;
    if (!mayRepeat && restarts.some((earlier) => earlier.change === machine.changes && earlier.boot < boot)) {
      this.report(1, `a second restart for one change of the value: ${where}`);
    }
    restarts.push({ change: machine.changes, boot });
    const memory = this.memoryOf(machine);
    memory.inVain = machine.atEachStart === undefined ? 0 : memory.inVain + 1;
    if (memory.inVain > 2) this.report(1, `restart ${memory.inVain} although the value is set at each start`);
  }

  /** An error that ends a run. */
  failed(error: unknown): void {
    const situation = this.situation();
    const texts = isInitializationError(error) ? [...error.reasons] : [(error as Error).message];
    this.lastErrors.push(...texts);
    for (const text of texts) this.refuseSecrets(text);
    if (!/^[A-Z_]+: could not .+ on vpn01: .+\. \S.+/s.test(texts[0] ?? "")) {
      this.report(7, `an error without code, host or hint: ${texts[0]}`);
    }
    if (isInitializationError(error)) this.saved(situation, error.properties, false);
  }

  checkFailed(reasons: readonly string[]): void {
    this.lastErrors.push(...reasons);
    for (const text of reasons) this.refuseSecrets(text);
  }

  report(promise: Broken["promise"], what: string): void {
    this.broken.push({ promise, what });
  }

  private saved(situation: Situation, outputs: Properties, isFresh: boolean): void {
    const { connection: _secret, ...others } = outputs;
    this.refuseSecrets(JSON.stringify(others));
    const { call, markerTells } = situation;
    const setting = call.kind === "setting" ? outputs : (outputs.setting as Properties | undefined);
    const machine = this.knownWorld().all.find((each) => each.is(setting?.machine ?? {}));
    if (machine === undefined || setting === undefined) return;
    if (call.kind === "setting") {
      if (this.isFirstContact(machine)) this.meet(machine, [machine.live], markerTells);
      this.memoryOf(machine).unsaved = false;
      this.comparePrevious(machine, call.olds ?? {}, outputs);
    }
    if (isFresh) this.compareStatus(situation, machine, outputs, setting);
  }

  private comparePrevious(machine: LifeMachine, olds: Properties, outputs: Properties): void {
    const { original } = this.memoryOf(machine);
    const previous = outputs.previous as RegistryValue;
    const isSameMachine = olds.machine !== undefined && machine.is(olds.machine);
    if (
      olds.machine !== undefined &&
      !isSameMachine &&
      olds.acceptMachine !== true &&
      outputs.acceptMachine !== true
    ) {
      this.report(4, `the state takes ${machine.name} for the machine that it knows`);
    }
    if (isSameMachine && !sameValue(olds.previous as RegistryValue, previous)) {
      this.report(4, `previous went from ${describe(olds.previous)} to ${describe(previous)}`);
    }
    if (original?.some((value) => sameValue(value, previous)) === false) {
      const truth = original.map(describeValue).join(" or ");
      this.report(4, `previous is ${describe(previous)}; before the first write there was ${truth}`);
    }
  }

  private compareStatus(
    { call, machine: atStart }: Situation,
    machine: LifeMachine,
    outputs: Properties,
    setting: Properties,
  ): void {
    const applied = effectiveNumber(setting.applied as RegistryValue);
    if (outputs.status === "active" && machine.effectInForce !== applied && !isHidden(machine, applied)) {
      this.report(
        3,
        `"active" after ${call.method} of a ${call.kind}, but ${machine}: ${outputs.statusReason}`,
      );
    }
    if (call.kind !== "reboot") return;
    const evidence = evidenceIn(outputs);
    if (evidence === undefined || evidence === evidenceIn(call.olds ?? {})) return;
    if (machine.windows.boots <= this.memoryOf(machine).writtenInBoot) {
      this.report(
        3,
        `proven (${evidence}), but ${machine} has not been restarted since the write (${atStart.name} answered)`,
      );
    }
  }

  /** The delete of a setting, or of a reboot, succeeded. */
  private deleted(situation: Situation): void {
    const { call, machine: atStart, live, changedBy, otherSettings } = situation;
    const { kind, olds = {} } = call;
    if (kind === "reboot" || this.program !== undefined || otherSettings > 0) return;
    const world = this.knownWorld();
    const machine = world.all.find((each) => each.is(olds.machine ?? {}));
    if (machine === undefined || olds.onDelete === "keep") return;
    const forgets = (olds.onUnreachable as Properties | undefined)?.delete === "forget";
    if (machine !== atStart && machine !== world.machine) {
      if (!forgets) this.report(4, `a destroy forgot ${machine.name} while ${atStart.name} answered`);
      return;
    }
    const memory = this.memoryOf(machine);
    // What another hand did in the middle may have come before the look or after it.
    if (machine.changesByOthers !== situation.othersChanges) {
      memory.original = undefined;
      return;
    }
    const isOurs = changedBy === "pulumi" || sameValue(live, olds.applied as RegistryValue);
    const isWritten = !sameValue(live, machine.live);
    if (!isOurs) {
      if (isWritten && olds.overwriteForeignChange !== true) {
        this.report(4, `a destroy replaced ${describeValue(live)}, which another hand had set`);
      }
      if (isWritten) memory.original = undefined;
      return;
    }
    const lostTrack = memory.unsaved && previousInMarker(machine) === undefined;
    const target = olds.onDelete === "remove" ? [{ type: "absent" as const }] : memory.original;
    if (target?.some((value) => sameValue(value, machine.live)) === true) {
      memory.original = undefined;
      memory.unsaved = false;
    } else if (!(forgets && !isWritten) && !(lostTrack && !isWritten)) {
      const truth = target?.map(describeValue).join(" or ") ?? "nothing known";
      this.report(4, `a destroy left ${describeValue(machine.live)} on ${machine.name}; wanted: ${truth}`);
    }
  }

  /** First contact with a machine: from now on what it holds, or what its marker tells, is its original value. */
  private meet(machine: LifeMachine, seen: RegistryValue[], markerTells: RegistryValue | undefined): void {
    const memory = this.memoryOf(machine);
    const told = markerTells === undefined ? [] : [markerTells];
    if (memory.original === undefined) memory.original = [...seen, ...told];
    else if (machine.markerBy === "others") memory.original.push(...seen, ...told);
    else if (markerTells === undefined || machine.changesByOthers !== this.situation().othersChanges) {
      memory.original.push(...seen);
    }
  }

  private isFirstContact(machine: LifeMachine): boolean {
    const { call } = this.situation();
    if (call.kind !== "setting") return false;
    return call.method === "create" || (call.method === "update" && !machine.is(call.olds?.machine ?? {}));
  }

  private refuseSecrets(text: string): void {
    if (text.includes(password)) this.report(7, `a secret is in a text: ${text}`);
  }

  private memoryOf(machine: LifeMachine): Memory {
    const known = this.memories.get(machine);
    if (known !== undefined) return known;
    const made: Memory = { unsaved: false, writtenInBoot: -1, restarts: [], inVain: 0 };
    this.memories.set(machine, made);
    return made;
  }

  private situation(): Situation {
    if (this.now === undefined) throw new Error("nothing has been called yet");
    return this.now;
  }

  private knownWorld(): World {
    if (this.world === undefined) throw new Error("the referee was not told of its world");
    return this.world;
  }
}

/** What the marker tells of the value before the first write, as long as it speaks of the value that is there. */
function previousInMarker(machine: LifeMachine): RegistryValue | undefined {
  const reading = decodeMarker(machine.marker ?? "");
  if (reading.state !== "present" || !sameValue(reading.marker.applied, machine.live)) return undefined;
  return reading.marker.previous === "notKept" ? undefined : reading.marker.previous;
}

/**
 * Whether nobody can see what is in force: a boot has found what others made of the value, and now it is as it should be again; or they
 * took the marker away on a host where nothing else tells of boots.
 */
export function isHidden(machine: LifeMachine, applied: number): boolean {
  if (machine.markerBy === "others" && machine.hasNoOtherEvidence) return true;
  return machine.hasBootedWithForeignValue && effectiveNumber(machine.live) === applied;
}

function describe(value: unknown): string {
  return value === undefined ? "nothing" : describeValue(value as RegistryValue);
}

/** The evidence of a proven restart. */
function evidenceIn(outputs: Properties): string | undefined {
  const evidence = (outputs.lastReboot as Properties | undefined)?.evidence;
  return typeof evidence === "string" && !evidence.startsWith("not proven") ? evidence : undefined;
}
