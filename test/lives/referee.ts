import type { Properties } from "../../provider/engine/plain-json";
import { effectiveNumber, wantedNumber } from "../../provider/nat-traversal/nat-traversal-value";
import { isInitializationError } from "../../provider/serialize-error";
import { describeValue, type RegistryValue } from "../../provider/windows/registry-value";
import type { ShutdownRequest } from "../lab/simulated/machine";
import type { Entry } from "./entries";
import { countRestart } from "./judge-count";
import { judgeDestroy } from "./judge-destroy";
import { judgeNotReady, judgeProofKept, judgeReady } from "./judge-ready";
import { judgePrevious, judgeStatus } from "./judge-state";
import type { Program, PulumiStep } from "./life";
import type { LifeMachine, Witness } from "./machine";
import { PermissionReferee } from "./permission-referee";
import { password } from "./program";
import type { OurRequest } from "./request-watch";
import type { RollOut } from "./roll-out";
import {
  type Broken,
  type Call,
  isFirstContact,
  isRestarting,
  Memory,
  previousInMarker,
  type Situation,
} from "./situation";
import type { Wire } from "./wire";
import type { World } from "./world";

/** Knows the truth, and compares it with what the provider does and says. */
export class Referee implements Witness {
  readonly broken: Broken[] = [];
  /** What was wrong in the last run, for people who read a report. */
  lastErrors: string[] = [];
  world: World | undefined;
  /** The wire of a call that may restart the host. */
  private wire: Wire | undefined;
  private readonly memories = new Map<LifeMachine, Memory>();
  /** What the present run declares; undefined where it declares nothing. */
  private program: Program | undefined;
  private now: Situation | undefined;
  private readonly permissions = new PermissionReferee((promise, what) => this.report(promise, what));

  /** @param rollOut Who knows what happens to other hosts in the same run. */
  constructor(private readonly rollOut: RollOut) {}

  begin(program: Program | undefined): void {
    this.program = program;
    this.lastErrors = [];
  }

  end({ run, commands }: Wire, { do: what }: PulumiStep): void {
    this.now = undefined;
    if (what === "preview" && commands > 0) this.report(5, `a preview sent ${commands} commands`);
    for (const { text } of run.said) this.refuseSecrets(text);
    if (run.leftScheduled !== undefined)
      this.report(8, `an interrupt leaves the restart scheduled that was asked for on ${run.leftScheduled}`);
  }

  /** Watches a call; returns what is to be called with its answer if it succeeds. */
  watch(call: Call, wire: Wire, entries: readonly Entry[]): (answer: unknown) => void {
    const { machine } = this.knownWorld();
    const others = entries.filter(({ kind, outputs }) => kind === "setting" && outputs !== call.olds);
    const situation: Situation = {
      call,
      machine,
      live: machine.live,
      changedBy: machine.changedBy,
      changesByOthers: machine.changesByOthers,
      commands: wire.commands,
      wall: this.knownWorld().time.wallNow,
      isDisturbed: wire.isDisturbed,
      otherSettings: others.length,
      toldByMarker: previousInMarker(machine),
    };
    this.now = situation;
    this.permissions.begin(this.knownWorld().all);
    this.wire = isRestarting(call) ? wire : undefined;
    if (isRestarting(call)) this.rollOut.called(wire, call.news ?? {});
    if (isFirstContact(call, machine)) this.memoryOf(machine).meet(machine, machine.live, situation);
    if (call.method === "check" || call.method === "diff") return () => {};
    return (answer) => {
      if (isRestarting(call))
        this.rollOut.ended(wire, situation.machine, (answer as { outs: Properties }).outs);
      if (call.method === "delete") this.deleted(situation);
      else {
        const { outs, props } = answer as { outs?: Properties; props?: Properties };
        const isFresh = wire.commands > situation.commands;
        this.saved(situation, outs ?? props ?? {}, isFresh);
        const restarted =
          isRestarting(call) && isFresh ? this.machineOf(outs?.setting as Properties) : undefined;
        if (restarted === undefined || outs === undefined) return;
        this.permissions.ended(restarted, this.memoryOf(restarted), situation, outs, wire);
        judgeReady(restarted, situation, outs, this.report.bind(this));
      }
    };
  }

  wrote(machine: LifeMachine, before: RegistryValue): void {
    const situation = this.situation();
    const { kind, method, olds, news } = situation.call;
    const memory = this.memoryOf(machine);
    memory.writtenInBoot = machine.windows.boots;
    const change = `${describeValue(before)} to ${describeValue(machine.live)} on ${machine.name}`;
    if (kind === "reboot" || !["create", "update", "delete"].includes(method)) {
      this.report(5, `${method} of a ${kind} changed ${change}`);
    }
    if (olds?.machine !== undefined && !machine.is(olds.machine) && news?.acceptMachine !== true) {
      this.report(5, `${method} of a ${kind} changed ${change}, which is another machine`);
    }
    memory.isLeftByDelete = method === "delete";
    machine.isTakenBack = method === "delete";
    if (method !== "delete") {
      memory.unsaved = true;
      if (isFirstContact(situation.call, machine)) memory.meet(machine, before, situation);
      memory.original ??= [before];
      return;
    }
    if (this.program !== undefined) this.report(5, `a delete changed ${change}, which the program declares`);
    if (olds?.onDelete === "keep") this.report(4, `a delete that keeps the value changed ${change}`);
  }

  requested(machine: LifeMachine, { commandLine, exitCode }: ShutdownRequest): void {
    const { call, changesByOthers } = this.situation();
    if (!/\s-r\s/.test(commandLine) || exitCode !== 0) return;
    const setting = (call.news?.setting ?? {}) as { machine?: unknown; applied?: RegistryValue };
    if (call.kind !== "reboot" || (call.method !== "create" && call.method !== "update")) {
      this.report(2, `${call.method} of a ${call.kind} restarts ${machine}`);
    }
    if (!machine.is(setting.machine ?? {})) {
      this.report(2, `a machine of another setting is restarted: ${machine}`);
    }
    const effect = effectiveNumber(machine.live);
    const isApplied = setting.applied !== undefined && effect === effectiveNumber(setting.applied);
    const { ignoreBehindNat, behindNat = "none" } = this.program ?? {};
    const isDeclared = isApplied && (ignoreBehindNat === true || effect === wantedNumber(behindNat));
    // What another hand does within the very call cannot always be seen.
    if (machine.changesByOthers === changesByOthers && !isDeclared) {
      this.report(2, `the live value is not what is declared when a restart is requested: ${machine}`);
    }
    const { evidenceSpoilt, wallAtAnswer } = this.knownWorld();
    const memory = this.memoryOf(machine);
    const isWanted = this.program?.ifUnknown === "reboot";
    countRestart(machine, memory, call, { isSpoilt: evidenceSpoilt, isWanted }, this.report.bind(this));
    this.permissions.requested(machine, memory, this.situation(), wallAtAnswer);
    if (this.wire !== undefined) this.rollOut.taken(this.wire, machine, call.news ?? {});
  }

  begins(machine: LifeMachine, request: OurRequest): void {
    this.permissions.begins(machine, request);
  }

  tookBack(machine: LifeMachine): void {
    this.memoryOf(machine).restarts.pop();
  }

  tookBackForeign(machine: LifeMachine): void {
    this.permissions.tookBackForeign(machine, this.situation().call.news ?? {});
  }

  /** A call that meets the machine for the first time may have looked before or after that. */
  changedByOthers(machine: LifeMachine): void {
    if (this.now === undefined || !isFirstContact(this.now.call, machine)) return;
    this.memoryOf(machine).original?.push(machine.live);
  }

  /** What its restarts have brought about is undone. */
  reverted(machine: LifeMachine): void {
    const memory = this.memoryOf(machine);
    memory.restarts.length = 0;
    memory.knownFrom = 0;
    memory.writtenInBoot = machine.windows.boots;
  }

  /** An error that ends a run. */
  failed(error: unknown): void {
    const situation = this.situation();
    if (this.wire !== undefined) this.rollOut.ended(this.wire, situation.machine, error as Error);
    const texts = isInitializationError(error) ? [...error.reasons] : [(error as Error).message];
    this.lastErrors.push(...texts);
    for (const text of texts) this.refuseSecrets(text);
    if (!/^[A-Z_]+: could not .+ on vpn0\d: .+\. \S.+/s.test(texts[0] ?? "")) {
      this.report(7, `an error without code, host or hint: ${texts[0]}`);
    }
    judgeNotReady(situation, texts[0], error, this.report.bind(this));
    if (isInitializationError(error)) this.saved(situation, error.properties, false);
  }

  /** All programs of a life are right: what check refuses here blocks a stack. */
  checkFailed(reasons: readonly string[]): void {
    this.lastErrors.push(...reasons);
    this.report(6, `check refuses a program that is right: ${reasons.join(" | ")}`);
  }

  report(promise: Broken["promise"], what: string): void {
    this.broken.push({ promise, what });
  }

  /** State keeps these outputs; they are fresh if the host was asked. */
  private saved(situation: Situation, outputs: Properties, isFresh: boolean): void {
    const { connection: _secret, ...others } = outputs;
    this.refuseSecrets(JSON.stringify(others));
    const { call } = situation;
    const setting = call.kind === "setting" ? outputs : (outputs.setting as Properties | undefined);
    const machine = this.machineOf(setting);
    if (machine === undefined || setting === undefined) return;
    const memory = this.memoryOf(machine);
    const report = this.report.bind(this);
    if (call.kind === "setting") {
      if (isFirstContact(call, machine)) memory.meet(machine, machine.live, situation);
      memory.unsaved = false;
      judgePrevious(machine, memory, situation, outputs, report);
    }
    if (call.kind === "reboot") this.permissions.saved(memory, outputs);
    judgeProofKept(situation, outputs, report);
    if (isFresh) judgeStatus(machine, memory, situation, { outputs, setting }, report);
  }

  private deleted(situation: Situation): void {
    const { call, otherSettings } = situation;
    const machine = this.machineOf(call.olds);
    const isLast = call.kind === "setting" && this.program === undefined && otherSettings === 0;
    if (machine === undefined || !isLast) return;
    const isThere = this.knownWorld().machine === machine;
    judgeDestroy(machine, this.memoryOf(machine), situation, isThere, this.report.bind(this));
  }

  private machineOf(setting: Properties | undefined): LifeMachine | undefined {
    return this.knownWorld().all.find((machine) => machine.is(setting?.machine ?? {}));
  }

  private refuseSecrets(text: string): void {
    if (text.includes(password)) this.report(7, `a secret is in a text: ${text}`);
  }

  private memoryOf(machine: LifeMachine): Memory {
    const memory = this.memories.get(machine) ?? new Memory();
    this.memories.set(machine, memory);
    return memory;
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
