import { defaultsOf, object, optional, type Resolved } from "../validation/schema";
import { text, wholeNumber } from "../validation/values";
import type { TurnLimits, TurnRequest } from "./turn-schedule";

/** The hosts that are restarted a few at a time: all those of one run that name the same group. */
export const groupEntries = {
  /** The same name anywhere in the program, across components, is the same group. */
  name: text(),
  /**
   * How many hosts of the group may be down at once, from the accepted request to the proof. The smallest that its members give counts.
   * @default 1
   */
  maxUnavailable: optional(wholeNumber({ least: 1, most: 1_000, unit: "hosts" }), 1),
  /**
   * After so many restarts that failed no further host of the group is restarted in this run.
   * @default 1
   */
  stopAfterFailures: optional(wholeNumber({ least: 1, most: 1_000, unit: "failures" }), 1),
  /**
   * Seconds that pass after each proven restart before the next host takes the place.
   * @default 0
   */
  settleSeconds: optional(wholeNumber({ least: 0, most: 86_400, unit: "seconds" }), 0),
  /**
   * Ranks the hosts that are waiting, the lowest first. It never waits for a host that the engine has not begun: a strict order is what
   * `dependsOn` is for.
   * @default 0
   */
  order: optional(wholeNumber({ least: -1_000_000, most: 1_000_000 }), 0),
};

/** A group, once every Output is resolved. */
export interface RestartGroup extends Resolved<typeof groupEntries> {}

/** What a group must look like. */
export const groupSchema = object(groupEntries);

/** What applies where a program says nothing. */
export const groupDefaults = defaultsOf(groupEntries);

/** Whether a computer is a server or a client of Windows' product types. */
export type ComputerKind = "server" | "client";

/** The kind that Windows' ProductType names: WinNT is a client, and whatever else there may be a server. */
export function computerKind(productType: string | undefined): ComputerKind | undefined {
  if (productType === undefined) return undefined;
  return productType === "WinNT" ? "client" : "server";
}

/** The limits of hosts without a group. */
export const limitsWithoutGroup: Readonly<Record<ComputerKind, TurnLimits>> = {
  server: { maxUnavailable: 1, stopAfterFailures: 1, settleSeconds: 0 },
  client: { maxUnavailable: 4, stopAfterFailures: 3, settleSeconds: 0 },
};

/** A request for a turn, but for who asks. */
export type TurnPlace = Pick<TurnRequest, "pool" | "kind" | "limits" | "order">;

/**
 * Where a host takes its turn: in its group, or beside all others without one, servers apart from clients. A host whose kind could not be read
 * counts as a server.
 */
export function turnPlace(group: RestartGroup | undefined, kind: ComputerKind = "server"): TurnPlace {
  if (group === undefined) {
    return { pool: undefined, kind, limits: limitsWithoutGroup[kind], order: 0 };
  }
  const { name, order, ...limits } = { ...groupDefaults, ...group };
  return { pool: name, kind: "member", limits, order };
}
