import type { DynamicMethods } from "../../provider/dynamic-provider";
import type { Properties } from "../../provider/engine/plain-json";
import { isInitializationError } from "../../provider/serialize-error";
import { type Entry, given, isDeclared, unknownSetting } from "./entries";
import type { Program, PulumiStep } from "./life";
import type { LifeMachine } from "./machine";
import { type Kind, plain, rebootInputs, urnOf } from "./program";
import { Killed, Run } from "./provider-process";
import type { Referee } from "./referee";
import type { Call } from "./situation";
import type { World } from "./world";

/** Ends a run; the error was reported. */
class RunFailed extends Error {}

type Methods = Record<Kind, DynamicMethods>;

/** Pulumi's engine, as far as resources of this package can tell: what it calls when, and what it keeps of the answers. */
export class Engine {
  entries: Entry[] = [];
  private run: Run;
  private methods: Methods | undefined;
  private program: Program | undefined;

  constructor(
    private readonly world: World,
    private readonly referee: Referee,
  ) {
    this.run = new Run(world);
  }

  /** Runs one command of the CLI; "killed" if it never came to its end. */
  async do(step: PulumiStep, program: Program): Promise<"succeeded" | "failed" | "killed"> {
    this.run = new Run(this.world, step.events);
    this.methods = undefined;
    this.program = step.do.startsWith("up") ? program : undefined;
    this.referee.begin(this.program);
    try {
      if (step.do === "refresh" || step.do === "up --refresh") await this.refresh();
      if (step.do === "preview") await this.preview(program);
      if (step.do === "preview --refresh") await this.previewOfRefresh(program);
      if (step.do.startsWith("up")) await this.up(program, step.do);
      if (step.do === "destroy") await this.destroy(this.entries);
      if (step.do === "destroy --target reboot") {
        await this.destroy(this.entries.filter(({ kind }) => kind === "reboot"));
      }
      return "succeeded";
    } catch (error) {
      if (error instanceof Killed) return "killed";
      if (error instanceof RunFailed) return "failed";
      throw error;
    } finally {
      this.referee.end(this.run, step);
    }
  }

  /** Whether the next `up` of this program would change anything. */
  async hasChanges(program: Program): Promise<boolean> {
    this.run = new Run(this.world);
    this.methods = this.run.provider();
    const setting = this.find("setting", program);
    if (setting === undefined || this.entries.some((entry) => !isDeclared(entry, program))) return true;
    const news = given(program, setting);
    if (setting.unfinished || (await this.diff(setting, news))) return true;
    if (program.reboot === "never") return false;
    const reboot = this.find("reboot", program);
    return (
      reboot === undefined || reboot.unfinished || (await this.diff(reboot, rebootInputs(program, setting)))
    );
  }

  /** The identity of the machine that the program's setting is on, or of another setting's. */
  machineOf(program: Program): unknown {
    const setting = this.find("setting", program) ?? this.entries.find(({ kind }) => kind === "setting");
    return setting?.outputs.machine ?? {};
  }

  /** What errors advise for a machine that is gone for good: `pulumi state delete` of what is on another machine. */
  forgetOthersThan(machine: LifeMachine): void {
    this.entries = this.entries.filter(({ kind, outputs }) => {
      const setting = (kind === "setting" ? outputs : outputs.setting) as Properties | undefined;
      return setting?.machine === undefined || machine.is(setting.machine);
    });
  }

  private find(kind: Kind, { name }: Program): Entry | undefined {
    return this.entries.find(({ urn, replaced }) => urn === urnOf(kind, name) && !replaced);
  }

  private async up(program: Program, how: PulumiStep["do"]): Promise<void> {
    this.methods = this.run.provider();
    const news = given(program, this.find("setting", program));
    const isRegistered = await this.registerAll(program, news, how).catch((error: unknown) => {
      // What depends on a resource that failed is skipped; the rest goes on.
      if (error instanceof RunFailed && how === "up --continue-on-error") return false;
      throw error;
    });
    const leaving = this.entries.filter((entry) => !isDeclared(entry, program));
    if (leaving.some(({ protect }) => protect)) throw new RunFailed();
    await this.deleteAll(leaving);
    if (!isRegistered) throw new RunFailed();
  }

  private async registerAll(program: Program, news: Properties, how: PulumiStep["do"]): Promise<true> {
    const setting = await this.register("setting", program, news, how === "up --replace");
    if (program.reboot !== "never") {
      await this.register("reboot", program, rebootInputs(program, setting), false);
    }
    return true;
  }

  private async preview(program: Program): Promise<void> {
    this.methods = this.run.provider();
    const known = this.find("setting", program);
    const news = given(program, known);
    await this.check("setting", known, news);
    const changes = known === undefined || known.unfinished || (await this.diff(known, news));
    if (program.reboot === "never") return;
    const reboot = this.find("reboot", program);
    const inputs = rebootInputs(program, changes ? unknownSetting(known) : known);
    await this.check("reboot", reboot, inputs);
    if (reboot !== undefined) await this.diff(reboot, inputs);
  }

  /** What a refresh finds is shown, and not kept. */
  private async previewOfRefresh(program: Program): Promise<void> {
    const kept = this.entries;
    this.entries = kept.map((entry) => ({ ...entry }));
    try {
      await this.refresh();
      await this.preview(program);
    } finally {
      this.entries = kept;
    }
  }

  private async check(kind: Kind, known: Entry | undefined, news: Properties): Promise<void> {
    const olds = known?.inputs ?? {};
    const { failures } = await this.call({ kind, method: "check", olds, news }, (of) => of.check(olds, news));
    if (failures.length === 0) return;
    this.referee.checkFailed(failures.map(({ reason }) => reason));
    throw new RunFailed();
  }

  private async register(kind: Kind, program: Program, news: Properties, replace: boolean): Promise<Entry> {
    const known = this.find(kind, program);
    await this.check(kind, known, news);
    const protect = program.protect === true;
    if (known === undefined || replace) {
      if (known?.protect === true) throw new RunFailed();
      const created = await this.create(kind, program, news);
      if (known !== undefined) known.replaced = true;
      return created;
    }
    known.protect = protect;
    if ((await this.diff(known, news)) || known.unfinished) await this.update(known, news);
    else known.inputs = news;
    return known;
  }

  private async create(kind: Kind, program: Program, news: Properties): Promise<Entry> {
    const keep = (id: string, outputs: Properties, unfinished: boolean): Entry => {
      const urn = urnOf(kind, program.name);
      const protect = program.protect === true;
      const entry = { kind, urn, id, inputs: news, outputs, unfinished, protect, replaced: false };
      for (const known of this.entries) if (known.urn === urn) known.replaced = true;
      this.entries.push(entry);
      return entry;
    };
    try {
      const { id, outs } = await this.call({ kind, method: "create", news }, (of) => of.create(news));
      return keep(id, plain(outs), false);
    } catch (error) {
      if (isInitializationError(error)) keep(error.id, plain(error.properties), true);
      throw this.reported(error);
    }
  }

  private async update(entry: Entry, news: Properties): Promise<void> {
    const { kind, id, outputs: olds } = entry;
    try {
      const { outs } = await this.call({ kind, method: "update", olds, news }, (of) =>
        of.update(id, olds, news),
      );
      Object.assign(entry, { inputs: news, outputs: plain(outs), unfinished: false });
    } catch (error) {
      // The inputs in state stay the old ones.
      if (isInitializationError(error)) {
        Object.assign(entry, { outputs: plain(error.properties), unfinished: true });
      }
      throw this.reported(error);
    }
  }

  private async diff({ kind, id, outputs: olds }: Entry, news: Properties): Promise<boolean> {
    const { changes } = await this.call({ kind, method: "diff", olds, news }, (of) =>
      of.diff(id, olds, news),
    );
    return changes;
  }

  private async refresh(): Promise<void> {
    this.methods = this.run.provider();
    for (const entry of this.entries) {
      const { kind, id, outputs: olds } = entry;
      try {
        const found = await this.call({ kind, method: "read", olds }, (of) => of.read(id, olds));
        // The engine takes the doubt of an unfinished create or update for settled.
        Object.assign(entry, { inputs: plain(found.inputs), outputs: plain(found.props), unfinished: false });
      } catch (error) {
        throw this.reported(error);
      }
    }
  }

  private async destroy(entries: readonly Entry[]): Promise<void> {
    this.methods = this.run.provider();
    if (entries.some(({ protect }) => protect)) throw new RunFailed();
    await this.deleteAll(entries);
  }

  /** What depends on others goes first. */
  private async deleteAll(entries: readonly Entry[]): Promise<void> {
    for (const entry of [...entries].reverse()) {
      const { kind, id, outputs: olds } = entry;
      try {
        await this.call({ kind, method: "delete", olds }, (of) => of.delete(id, olds));
        this.entries = this.entries.filter((other) => other !== entry);
      } catch (error) {
        throw this.reported(error);
      }
    }
  }

  private async call<T>(call: Call, work: (of: DynamicMethods) => Promise<T>): Promise<T> {
    const { methods, run } = this;
    if (methods === undefined) throw new Error("no provider process was started");
    const finished = this.referee.watch(call, run, this.entries);
    const answer = await run.finish(work(methods[call.kind]));
    finished(answer);
    return answer;
  }

  private reported(error: unknown): Error {
    if (error instanceof Killed) return error;
    this.referee.failed(error);
    return new RunFailed();
  }
}
