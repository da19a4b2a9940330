import type { DynamicMethods } from "../../provider/dynamic-provider";
import type { Properties } from "../../provider/engine/plain-json";
import { isInitializationError } from "../../provider/serialize-error";
import { type Entry, given, isDeclared, unknownSetting } from "./entries";
import type { Program, PulumiStep } from "./life";
import type { LifeMachine } from "./machine";
import { type Kind, plain, rebootInputs, urnOf } from "./program";
import type { Methods } from "./provider-process";
import type { Referee } from "./referee";
import type { Call } from "./situation";
import { changeByPulumi } from "./value-change";
import type { Wire } from "./wire";
import type { World } from "./world";

/** Ends a run; the error was reported. */
export class RunFailed extends Error {}

/** One component in Pulumi's engine, as far as its resources can tell: what is called when, and what is kept of the answers. */
export class Engine {
  entries: Entry[] = [];
  private wire: Wire | undefined;
  private methods: Methods | undefined;
  /** What state holds, while a preview of a refresh goes on. */
  private kept: Entry[] | undefined;

  constructor(
    readonly world: World,
    readonly referee: Referee,
    /** What other stacks hold of the host. */
    private readonly foreignEntries: () => readonly Entry[] = () => [],
  ) {}

  /** A new provider process. */
  use(wire: Wire, methods: Methods): void {
    this.wire = wire;
    this.methods = methods;
  }

  /** Whether the next `up` of this program would change anything. */
  async hasChanges(program: Program): Promise<boolean> {
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

  private find(kind: Kind, program: Program): Entry | undefined {
    return this.entries.find(({ urn, replaced }) => urn === urnOf(kind, program) && !replaced);
  }

  /** Deletes what the program does not declare any more. */
  async deleteLeaving(program: Program): Promise<void> {
    const leaving = this.entries.filter((entry) => !isDeclared(entry, program));
    if (leaving.some(({ protect }) => protect)) throw new RunFailed();
    await this.deleteAll(leaving);
  }

  /** What an update does of a program: checks, and creates or updates. */
  async register(program: Program, how: PulumiStep["do"]): Promise<void> {
    const news = given(program, this.find("setting", program));
    const setting = await this.registerOne("setting", program, news, how === "up --replace");
    if (program.reboot !== "never") {
      await this.registerOne("reboot", program, rebootInputs(program, setting), false);
    }
  }

  async preview(program: Program): Promise<void> {
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
  async previewOfRefresh(program: Program): Promise<void> {
    this.kept = this.entries;
    this.entries = this.kept.map((entry) => ({ ...entry }));
    await this.refresh();
    await this.preview(program);
  }

  /** The run is over, whatever became of it. */
  end(): void {
    this.entries = this.kept ?? this.entries;
    this.kept = undefined;
  }

  private async check(kind: Kind, known: Entry | undefined, news: Properties): Promise<void> {
    const olds = known?.inputs ?? {};
    const { failures } = await this.call({ kind, method: "check", olds, news }, (of) => of.check(olds, news));
    if (failures.length === 0) return;
    this.referee.checkFailed(failures.map(({ reason }) => reason));
    throw new RunFailed();
  }

  private async registerOne(
    kind: Kind,
    program: Program,
    news: Properties,
    replace: boolean,
  ): Promise<Entry> {
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
    const { changes } = this.world.machine;
    const keep = (id: string, outputs: Properties, unfinished: boolean): Entry => {
      const urn = urnOf(kind, program);
      const protect = program.protect === true;
      const ownChange = changeByPulumi(this.world.machine, changes);
      const entry = { kind, urn, id, inputs: news, outputs, unfinished, protect, ownChange, replaced: false };
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
    const { changes } = this.world.machine;
    const keep = (kept: Partial<Entry>) => {
      const ownChange = changeByPulumi(this.world.machine, changes) ?? entry.ownChange;
      Object.assign(entry, { ...kept, ownChange });
    };
    try {
      const { outs } = await this.call({ kind, method: "update", olds, news }, (of) =>
        of.update(id, olds, news),
      );
      keep({ inputs: news, outputs: plain(outs), unfinished: false });
    } catch (error) {
      // The inputs in state stay the old ones.
      if (isInitializationError(error)) keep({ outputs: plain(error.properties), unfinished: true });
      throw this.reported(error);
    }
  }

  private async diff({ kind, id, outputs: olds }: Entry, news: Properties): Promise<boolean> {
    const { changes } = await this.call({ kind, method: "diff", olds, news }, (of) =>
      of.diff(id, olds, news),
    );
    return changes;
  }

  async refresh(): Promise<void> {
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

  async destroy(entries: readonly Entry[] = this.entries): Promise<void> {
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
    const { methods, wire } = this;
    if (methods === undefined || wire === undefined) throw new Error("no provider process was started");
    const { run } = wire;
    const isPure = call.method === "check" || call.method === "diff";
    const now = async () => {
      if (!isPure && call.method !== "read" && run.hasFailed) throw new RunFailed();
      const finished = this.referee.watch(call, wire, [...this.entries, ...this.foreignEntries()]);
      const answer = await run.answer(work(methods[call.kind]));
      finished(answer);
      return answer;
    };
    return isPure ? now() : run.inTurn(now);
  }

  private reported(error: unknown): Error {
    if (error instanceof RunFailed) return error;
    this.referee.failed(error);
    return new RunFailed();
  }
}
