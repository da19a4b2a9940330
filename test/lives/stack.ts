import type { Engine } from "./engine";
import { RunFailed } from "./engine";
import type { Place, Program, PulumiStep } from "./life";
import { Killed, Run } from "./provider-process";
import type { RollOut } from "./roll-out";
import type { World } from "./world";

/** One stack: a component for each host, which the engine works on side by side. */
export class Stack {
  /** @param parallel How many calls the engine has in flight. */
  constructor(
    readonly name: Place["stack"],
    readonly engines: readonly [Engine, ...Engine[]],
    private readonly rollOut: RollOut,
    private readonly parallel: number,
  ) {}

  /** Runs one command of the CLI; "killed" if it never came to its end. */
  async do(step: PulumiStep, program: Program): Promise<"succeeded" | "failed" | "killed"> {
    const { engines } = this;
    const run = new Run(this.worlds, step.events, this.parallel);
    this.rollOut.begin(run);
    const declares = step.do.startsWith("up");
    for (const { referee } of engines) referee.begin(declares ? program : undefined);
    try {
      await run.finish(this.carryOut(step, program, run));
      return "succeeded";
    } catch (error) {
      if (error instanceof Killed) return "killed";
      if (error instanceof RunFailed) return "failed";
      throw error;
    } finally {
      for (const [at, engine] of engines.entries()) {
        engine.end();
        engine.referee.end(wireAt(run, at), step);
      }
    }
  }

  /** Whether the next `up` of this program would change anything. */
  async hasChanges(program: Program): Promise<boolean> {
    const run = new Run(this.worlds);
    this.startProcess(run);
    const changes = await run.finish(
      Promise.all(this.engines.map((engine, at) => engine.hasChanges(this.at(program, at)))),
    );
    return changes.includes(true);
  }

  /** The program with the place of one of its components. */
  at(program: Program, at: number): Program {
    const address = this.engines[at]?.world.address ?? "";
    return { ...program, place: { address, at: at + 1, stack: this.name } };
  }

  private get worlds(): readonly [World, ...World[]] {
    const [first, ...others] = this.engines;
    return [first.world, ...others.map(({ world }) => world)];
  }

  private startProcess(run: Run): void {
    const methods = run.provider();
    for (const [at, engine] of this.engines.entries()) engine.use(wireAt(run, at), methods);
  }

  private async carryOut(step: PulumiStep, program: Program, run: Run): Promise<void> {
    const each = (work: (engine: Engine, own: Program) => Promise<unknown>) => {
      this.startProcess(run);
      return this.sideBySide(run, program, work);
    };
    switch (step.do) {
      case "refresh":
        return each((engine) => engine.refresh());
      case "preview":
        return each((engine, own) => engine.preview(own));
      case "preview --refresh":
        return each((engine, own) => engine.previewOfRefresh(own));
      case "destroy":
        return each((engine) => engine.destroy());
      case "destroy --target reboot":
        return each((engine) => engine.destroy(engine.entries.filter(({ kind }) => kind === "reboot")));
      default:
        if (step.do === "up --refresh") await each((engine) => engine.refresh());
        this.startProcess(run);
        await this.update(step.do, program, run);
    }
  }

  /** What depends on a resource that failed is skipped; the rest goes on where the command says so. Deletes come last. */
  private async update(how: PulumiStep["do"], program: Program, run: Run): Promise<void> {
    const goesOn = how === "up --continue-on-error";
    run.goesOn = goesOn;
    const registered = await this.sideBySide(run, program, (engine, own) => engine.register(own, how)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RunFailed && goesOn) return false;
        throw error;
      },
    );
    await this.sideBySide(run, program, (engine, own) => engine.deleteLeaving(own));
    if (!registered) throw new RunFailed();
  }

  /** What is in flight comes to its end, whatever fails beside it. */
  private async sideBySide(
    run: Run,
    program: Program,
    work: (engine: Engine, own: Program) => Promise<unknown>,
  ): Promise<void> {
    const all = this.engines.map(async (engine, at) => {
      try {
        await work(engine, this.at(program, at));
      } catch (error) {
        run.failed();
        throw error;
      }
    });
    const failed = (await Promise.allSettled(all)).find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

function wireAt(run: Run, at: number) {
  const wire = run.wires[at];
  if (wire === undefined) throw new Error(`there is no host ${at}`);
  return wire;
}
