import { RebootRefusedError } from "../../errors";
import type { Host } from "../../hosts/host";
import type { Held } from "../../restart/check-restart";
import { type ComputerKind, turnPlace } from "../../restart/group";
import type { RebootInputs } from "../../restart/reboot-state";
import { mayRestart } from "../../restart/restart-state";
import type { RestartReport } from "../../restart/run-options";
import type { TurnRequest } from "../../restart/turn-schedule";
import type { HeldBack, Turn, TurnEnd } from "../../restart/turns";
import type { LifecycleContext } from "../context";

/** Who wants a turn. */
export interface TurnTaker {
  readonly context: Pick<LifecycleContext, "urn" | "run" | "clock" | "log">;
  /** Tells resources apart where the engine gave no URN. */
  readonly id: string;
  readonly host: Pick<Host, "name">;
  readonly news: RebootInputs;
  readonly computerKind: ComputerKind | undefined;
}

/** Waits for the turn of a host that is to be restarted. */
export async function takeTurn(taker: TurnTaker): Promise<Turn | Held> {
  const { run, clock, log } = taker.context;
  const answer = await run.turns.take(turnRequest(taker), { clock, ...log });
  return "because" in answer ? heldBack(answer) : answer;
}

/** The turn of a restart that an earlier run requested. */
export function resumeTurn(taker: TurnTaker): Turn {
  return taker.context.run.turns.resume(turnRequest(taker), taker.context.clock);
}

function turnRequest({ context, id, host, news, computerKind }: TurnTaker): TurnRequest {
  // By the resource's name, under which the program knows it: an address can serve several.
  const name = context.urn?.split("::").at(-1);
  return { id: context.urn ?? id, host: name ?? host.name, ...turnPlace(news.group, computerKind) };
}

function heldBack({ because }: HeldBack): Held {
  return {
    result: "held",
    how: `held back ${because}`,
    reason:
      "its value is written, and the next `pulumi up` restarts it; what Pulumi had not begun yet is untouched",
  };
}

/**
 * How the turn of a restart ended. A host that failed before any request was taken has not been down, and says nothing of the others, unless
 * Windows itself refused.
 */
export function turnEnd({ evidence, failure, stopped, state, cameToNothing }: RestartReport): TurnEnd {
  if (evidence !== undefined) return "proven";
  if (stopped !== undefined) return "gaveBack";
  if (!mayRestart(state)) return failure instanceof RebootRefusedError ? "failed" : "gaveBack";
  const isUp = cameToNothing === true || state.phase === "answering" || state.phase === "settled";
  return isUp ? "failed" : "lost";
}

/** Concludes what was done in a turn. A host on which not everything works that is waited for is still one of those that are down. */
export async function concludeTurn<T>(
  { readyWhen }: Pick<RebootInputs, "readyWhen">,
  turn: Turn,
  end: TurnEnd,
  conclude: () => Promise<T>,
): Promise<T> {
  if (end !== "proven" || readyWhen === undefined) turn.end(end);
  try {
    const concluded = await conclude();
    turn.end(end);
    return concluded;
  } finally {
    turn.end("lost");
  }
}
