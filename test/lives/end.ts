import { adviseRestartByHand } from "./entries";
import { judgeEnd } from "./judge-end";
import type { Program } from "./life";
import type { Stack } from "./stack";

/** Ends all faults, and what a program asks for against a repair: at most three `up --refresh`, and a destroy, must then bring everything to what is promised. */
export async function end(
  { dev, other }: Readonly<Record<"dev" | "other", Stack>>,
  last: Program,
): Promise<void> {
  const program: Program = { ...last, protect: false, ignoreBehindNat: false };
  for (const [at, engine] of dev.engines.entries()) {
    const { world } = engine;
    const beside = other.engines[at];
    await world.calm((machine) => machine.is(engine.machineOf(dev.at(program, at))));
    for (const each of beside === undefined ? [engine] : [engine, beside]) {
      each.forgetOthersThan(world.machine);
      for (const entry of each.entries) entry.protect = false;
    }
  }
  const stacks = isEmpty(other) ? [dev] : [dev, other];
  for (const stack of stacks) if (!(await converge(stack, program))) return;
  for (const stack of stacks) {
    if (await stack.hasChanges(program)) report(stack, "a successful up leaves a difference");
    for (const [at, engine] of stack.engines.entries()) judgeEnd(engine, stack.at(program, at));
    if (isBroken(stack)) return;
  }
  for (const stack of stacks.reverse()) {
    if ((await stack.do({ do: "destroy" }, program)) !== "succeeded")
      report(stack, `a destroy does not succeed: ${errorsOf(stack)}`);
  }
}

/** Whether the stack came to what the program declares. */
async function converge(stack: Stack, program: Program): Promise<boolean> {
  const up = async () => {
    await stack.engines[0].world.openWindow(program.window);
    return stack.do({ do: "up --refresh" }, program);
  };
  let result = "";
  for (let tries = 0; tries < 3 && result !== "succeeded"; tries++) {
    result = await up();
    if (isBroken(stack)) return false;
  }
  const undone = stack.engines.filter(({ entries }) => adviseRestartByHand(entries));
  if (result === "succeeded" && undone.length > 0) {
    for (const { world } of undone) world.machine.windows.boot();
    result = await up();
  }
  // A window may close before all hosts of a group have had their turns: the next one is for the rest.
  for (let host = 1; host < stack.engines.length && result === "succeeded"; host++)
    if (program.window !== undefined && (await stack.hasChanges(program))) result = await up();
  if (result === "succeeded") return true;
  report(stack, `three times "up --refresh" do not succeed: ${errorsOf(stack)}`);
  return false;
}

function isEmpty({ engines }: Stack): boolean {
  return engines.every(({ entries }) => entries.length === 0);
}

function isBroken({ engines }: Stack): boolean {
  return engines.some(({ referee }) => referee.broken.length > 0);
}

function errorsOf({ engines }: Stack): string {
  return engines.flatMap(({ referee }) => referee.lastErrors).join(" | ");
}

function report({ engines: [{ referee }] }: Stack, what: string): void {
  referee.report(6, what);
}
