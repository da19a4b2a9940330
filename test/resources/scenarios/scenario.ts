import type { Scene } from "./scene";
import type { SceneOptions, Way } from "./way";

/** What happens to a host in all ways alike: a row of the table. */
export interface Scenario {
  readonly title: string;
  readonly options?: SceneOptions;
  /** Whether it makes sense for a way; it does for each unless told. */
  readonly fits?: (way: Way) => boolean;
  /** The scenario whose outputs it must have, if that is another one. */
  readonly like?: string;
  /** Plays it, asserts what has to be so, and gives what was seen. */
  readonly play: (scene: Scene) => Promise<Seen>;
}

/** What was seen of a scenario in one way. */
export interface Seen {
  /** In a word, for the table. */
  readonly cell: string;
  /** The outputs of each step, which must be those of the other ways. */
  readonly steps?: Steps;
}

/** Outputs by the name of the step that gave them. */
export type Steps = Readonly<Record<string, object>>;

/** Every way but that to the very machine that runs Pulumi. */
export function toAnotherMachine(way: Way): boolean {
  return !way.isThisMachine;
}

/** Only ways of this transport. */
export function over(transport: Way["transport"]): (way: Way) => boolean {
  return (way) => way.transport === transport;
}

/** Only these ways. */
export function only(...names: readonly string[]): (way: Way) => boolean {
  return (way) => names.includes(way.name);
}
