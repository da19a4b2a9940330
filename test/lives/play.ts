import { end } from "./end";
import { Engine } from "./engine";
import { isPulumiStep, type Life } from "./life";
import { Referee } from "./referee";
import { RollOut } from "./roll-out";
import type { Broken } from "./situation";
import { Stack } from "./stack";
import { Time, World } from "./world";

/** What a life came to: the first promises that were broken, if any, and at which step. */
export interface Outcome {
  readonly step: number;
  readonly broken: readonly Broken[];
  /** The errors of the last run. */
  readonly errors: readonly string[];
}

/** Plays a life to its first broken promise, or to its end. */
export async function play(life: Life): Promise<Outcome | undefined> {
  const { time, stacks, referees } = begin(life);
  let { program } = life;
  const broken = () => referees.flatMap((referee) => referee.broken);
  const errors = () => referees.flatMap(({ lastErrors }) => lastErrors);
  for (const [at, step] of life.steps.entries()) {
    if (step.do === "edit") program = { ...program, ...step.to };
    else if (isPulumiStep(step)) await stacks[step.stack ?? "dev"].do(step, program);
    else await worldAt(stacks.dev, step.on).do(step);
    await time.clock.advance(1_000);
    if (broken().length > 0) return { step: at + 1, broken: broken(), errors: errors() };
  }
  await end(stacks, program);
  return broken().length > 0
    ? { step: life.steps.length + 1, broken: broken(), errors: errors() }
    : undefined;
}

/** The hosts of a life, and the two stacks that may declare them. */
function begin({ traits, hosts = 1, parallel = 8 }: Life) {
  const time = new Time(traits.startsAt);
  const referees: Referee[] = [];
  const rollOut = new RollOut(time.clock, (promise, what) => referees[0]?.report(promise, what));
  const pairs = Array.from({ length: hosts }, (_, at) => {
    const referee = new Referee(rollOut);
    referees.push(referee);
    const world = new World(traits, referee, time, at + 1);
    referee.world = world;
    const dev: Engine = new Engine(world, referee, () => other.entries);
    const other: Engine = new Engine(world, referee, () => dev.entries);
    return { dev, other };
  });
  const stack = (name: "dev" | "other") => {
    const [first, ...others] = pairs.map((pair) => pair[name]);
    if (first === undefined) throw new Error("a life has one host at least");
    return new Stack(name, [first, ...others], rollOut, parallel);
  };
  return { time, referees, stacks: { dev: stack("dev"), other: stack("other") } };
}

function worldAt({ engines }: Stack, on = 1): World {
  return (engines[(on - 1) % engines.length] ?? engines[0]).world;
}
