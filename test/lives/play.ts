import type { Properties } from "../../provider/engine/plain-json";
import { effectiveNumber, isSatisfiedBy } from "../../provider/nat-traversal/nat-traversal-value";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { Engine } from "./engine";
import { adviseRestartByHand } from "./entries";
import { isPulumiStep, type Life, type Program } from "./life";
import { Referee } from "./referee";
import { type Broken, isHidden } from "./situation";
import { World } from "./world";

/** What a life came to: the first promises that were broken, if any, and at which step. */
export interface Outcome {
  readonly step: number;
  readonly broken: readonly Broken[];
  /** The errors of the last run. */
  readonly errors: readonly string[];
}

/** Plays a life to its first broken promise, or to its end. */
export async function play(life: Life): Promise<Outcome | undefined> {
  const referee = new Referee();
  const world = new World(life.traits, referee);
  referee.world = world;
  const engine = new Engine(world, referee);
  let { program } = life;
  const outcome = (step: number): Outcome => ({ step, broken: referee.broken, errors: referee.lastErrors });
  for (const [at, step] of life.steps.entries()) {
    if (step.do === "edit") program = { ...program, ...step.to };
    else if (isPulumiStep(step)) await engine.do(step, program);
    else await world.do(step);
    await world.clock.advance(1_000);
    if (referee.broken.length > 0) return outcome(at + 1);
  }
  await end(world, engine, referee, program);
  return referee.broken.length > 0 ? outcome(life.steps.length + 1) : undefined;
}

/** Ends all faults, and what a program asks for against a repair: at most three `up --refresh`, and a destroy, must then bring everything to what is promised. */
async function end(world: World, engine: Engine, referee: Referee, last: Program): Promise<void> {
  const program: Program = { ...last, protect: false, ignoreBehindNat: false };
  await world.calm((machine) => machine.is(engine.machineOf(program)));
  engine.forgetOthersThan(world.machine);
  for (const entry of engine.entries) entry.protect = false;
  let result = "";
  for (let tries = 0; tries < 3 && result !== "succeeded"; tries++) {
    await world.openWindow(program.window);
    result = await engine.do({ do: "up --refresh" }, program);
    if (referee.broken.length > 0) return;
  }
  if (result === "succeeded" && adviseRestartByHand(engine.entries)) {
    world.machine.windows.boot();
    await world.openWindow(program.window);
    result = await engine.do({ do: "up --refresh" }, program);
  }
  if (result !== "succeeded") {
    referee.report(6, `three times "up --refresh" do not succeed: ${referee.lastErrors.join(" | ")}`);
    return;
  }
  const errors = referee.lastErrors;
  if (await engine.hasChanges(program)) referee.report(6, "a successful up leaves a difference");
  judgeEnd(world, engine, referee, program);
  if (referee.broken.length > 0) return;
  result = await engine.do({ do: "destroy" }, program);
  if (result !== "succeeded")
    referee.report(6, `a destroy does not succeed: ${referee.lastErrors.join(" | ")}`);
  referee.lastErrors.push(...errors);
}

function judgeEnd(world: World, engine: Engine, referee: Referee, program: Program): void {
  const { machine } = world;
  const setting = engine.entries.find(({ kind }) => kind === "setting");
  const reboot = engine.entries.find(({ kind }) => kind === "reboot");
  if (setting === undefined) {
    referee.report(6, "no setting is left");
    return;
  }
  if (program.ignoreBehindNat !== true && !isSatisfiedBy(machine.live, program.behindNat)) {
    referee.report(6, `a successful up leaves ${machine}`);
  }
  const applied = effectiveNumber(setting.outputs.applied as RegistryValue);
  for (const { kind, outputs } of [setting, ...(reboot === undefined ? [] : [reboot])]) {
    const truth = machine.effectInForce === applied ? "active" : "rebootPending";
    if (isHonest(world, kind === "reboot", applied, outputs, truth)) continue;
    const said = `${outputs.status} (${outputs.statusReason})`;
    referee.report(
      6,
      `in the end the status of the ${kind} is ${said}; in truth it is ${truth}, on ${machine}`,
    );
  }
}

/** A status that is true, or one that says that it does not know where that cannot be known. */
function isHonest(
  world: World,
  restarts: boolean,
  applied: number,
  outputs: Properties,
  truth: string,
): boolean {
  const { status } = outputs;
  const { machine } = world;
  if (status === "unknown") {
    const previous = (restarts ? (outputs.setting as Properties) : outputs).previous as RegistryValue;
    const isAsFound = machine.changedBy !== "pulumi" || effectiveNumber(previous) === applied;
    return isAsFound || world.evidenceSpoilt || !restarts;
  }
  if (status === "rebootPending")
    return (
      !restarts &&
      (truth === status || machine.changedInBoot === machine.windows.boots || machine.hasOnlyBadBootId)
    );
  return status === truth || isHidden(machine, applied);
}
