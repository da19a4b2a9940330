import type { ErrorCode } from "../../../provider/errors";
import type { Scene } from "./scene";
import type { SceneOptions, Way } from "./way";

/** What happens to a host in all ways alike: a row of the table. */
export interface Scenario {
  readonly title: string;
  readonly options?: SceneOptions;
  /** Whether it makes sense for a way; for each by default. */
  readonly fits?: (way: Way) => boolean;
  /** Whether it is played over a way that it fits; over each by default. */
  readonly played?: (way: Way) => boolean;
  /** The code of the error that it ends with, if it is about one; it is what the cell says. */
  readonly code?: ErrorCode;
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

/** Whether a scenario makes sense for a way, and is played over it. */
export function isPlayed({ fits, played }: Pick<Scenario, "fits" | "played">, way: Way): boolean {
  return fits?.(way) !== false && played?.(way) !== false;
}

/** One way of each transport, and these. */
export function usualWays(...further: readonly string[]): (way: Way) => boolean {
  return (way) => way.isUsual || further.includes(way.name);
}

/** Every way but that to the machine that runs Pulumi. */
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
