import { turnPlace } from "../../provider/restart/group";
import {
  noTurns,
  scheduleTurns,
  type TurnDecision,
  type TurnEvent,
  type TurnRequest,
  type TurnState,
} from "../../provider/restart/turn-schedule";

/** A client of group "g". */
export function request(id: string, group: Partial<Parameters<typeof turnPlace>[0]> = {}): TurnRequest {
  return { id, host: id, ...turnPlace({ name: "g", ...group }, "client") };
}

/** The schedule with its state. */
export class Turns {
  state: TurnState = noTurns;

  after(event: DistributiveOmit<TurnEvent, "at">, at = 0): TurnDecision {
    const decision = scheduleTurns(this.state, { ...event, at } as TurnEvent);
    this.state = decision.state;
    return decision;
  }

  ask(id: string, group: Partial<Parameters<typeof turnPlace>[0]> = {}): readonly string[] {
    return this.after({ kind: "asked", request: request(id, group) }).granted;
  }

  askAs(kind: "server" | "client", id: string): readonly string[] {
    return this.after({ kind: "asked", request: { id, host: id, ...turnPlace(undefined, kind) } }).granted;
  }

  /** Proves these, then whoever is granted because of it; answers in which order they were granted. */
  proveAll(...ids: readonly string[]): string[] {
    const granted: string[] = [];
    const open = [...ids];
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      const next = this.after({ kind: "proven", id }).granted;
      granted.push(...next);
      open.push(...next);
    }
    return granted;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
