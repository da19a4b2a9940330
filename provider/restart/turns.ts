import type { Clock } from "../clock";
import {
  noTurns,
  scheduleTurns,
  strictestLimits,
  type TurnEvent,
  type TurnLimits,
  type TurnRequest,
  type TurnState,
  whatKeepsWaiting,
} from "./turn-schedule";

const reportEveryMilliseconds = 10_000;

/** How a turn ended: `failed` where the host is known to be up, `lost` where it may still be down. */
export type TurnEnd = "proven" | "gaveBack" | "failed" | "lost";

/** A place among those that may be down. */
export interface Turn {
  /** Whether it took waiting, during which the host may have changed. */
  readonly waited: boolean;
  /** Only the first word counts. */
  end(how: TurnEnd): void;
}

/** No turn in this run; `because` is half a sentence: "after vpn07 failed". */
export interface HeldBack {
  readonly because: string;
}

/** Where a host that waits tells people. */
export interface TurnListener {
  readonly clock: Clock;
  progress(message: string): void;
  warning(message: string): void;
}

/** The turns of one provider process: who may be down in one phase of the engine. */
export class Turns {
  private state: TurnState = noTurns;
  private readonly waiting = new Map<string, (answer: Turn | HeldBack) => void>();
  private cancelWake = () => {};

  /** Waits for a place. Nobody waits for ever: every turn ends, and what a failure leaves no place for is held back. */
  async take(request: TurnRequest, listener: TurnListener): Promise<Turn | HeldBack> {
    this.sayWhatDiffers(request, listener);
    let answered = false;
    const answer = new Promise<Turn | HeldBack>((resolve) => {
      this.waiting.set(request.id, (given) => {
        answered = true;
        resolve(given);
      });
    });
    this.learn({ kind: "asked", request, at: listener.clock.monotonic() }, listener.clock);
    if (answered) return answer;
    const stopReporting = this.keepReporting(request, listener);
    const given = await answer;
    stopReporting();
    return "because" in given ? given : { ...given, waited: true };
  }

  /** The place of a restart that an earlier run requested and that goes on: it is taken, free or not. */
  resume(request: TurnRequest, clock: Clock): Turn {
    this.learn({ kind: "resumed", request, at: clock.monotonic() }, clock);
    return this.turnOf(request.id, clock);
  }

  private learn(event: TurnEvent, clock: Clock): void {
    const { state, granted, heldBack, wakeAt } = scheduleTurns(this.state, event);
    this.state = state;
    this.cancelWake();
    this.cancelWake = () => {};
    if (wakeAt !== undefined) {
      this.cancelWake = clock.setTimer(wakeAt - event.at, () =>
        this.learn({ kind: "timePassed", at: clock.monotonic() }, clock),
      );
    }
    for (const { id, because } of heldBack) this.answer(id, { because });
    for (const id of granted) this.answer(id, this.turnOf(id, clock));
  }

  private answer(id: string, given: Turn | HeldBack): void {
    this.waiting.get(id)?.(given);
    this.waiting.delete(id);
  }

  private turnOf(id: string, clock: Clock): Turn {
    let over = false;
    return {
      waited: false,
      end: (how) => {
        if (over) return;
        over = true;
        const at = clock.monotonic();
        if (how === "proven" || how === "gaveBack") this.learn({ kind: how, id, at }, clock);
        else this.learn({ kind: "failed", id, mayBeDown: how === "lost", at }, clock);
      },
    };
  }

  private keepReporting({ id, pool }: TurnRequest, { clock, progress }: TurnListener): () => void {
    let cancel = () => {};
    const report = () => {
      const { hosts, ahead } = whatKeepsWaiting(this.state, id);
      const where = pool === undefined ? "" : ` in group ${pool}`;
      const before = ahead === 0 ? "" : `; ${ahead} more ${ahead === 1 ? "waits" : "wait"} before it`;
      progress(`waits for its turn${where}, after ${hosts.join(", ")}${before}`);
      cancel = clock.setTimer(reportEveryMilliseconds, report);
    };
    report();
    return () => cancel();
  }

  private sayWhatDiffers(request: TurnRequest, { warning }: TurnListener): void {
    const before = strictestLimits(this.state, request);
    if (sameLimits(before, request.limits)) return;
    const { maxUnavailable, stopAfterFailures, settleSeconds } = request.limits;
    const counted: TurnLimits = {
      maxUnavailable: Math.min(before.maxUnavailable, maxUnavailable),
      stopAfterFailures: Math.min(before.stopAfterFailures, stopAfterFailures),
      settleSeconds: Math.max(before.settleSeconds, settleSeconds),
    };
    warning(
      `${request.host}: members of group ${request.pool} give different limits; the strictest count: ${limitsInWords(counted)}`,
    );
  }
}

/** Limits for people. */
export function limitsInWords({ maxUnavailable, stopAfterFailures, settleSeconds }: TurnLimits): string {
  const settle = settleSeconds === 0 ? "" : `, ${settleSeconds} s to settle`;
  const failures = stopAfterFailures === 1 ? "the first failure" : `${stopAfterFailures} failures`;
  return `at most ${maxUnavailable} down at once, none after ${failures}${settle}`;
}

function sameLimits(one: TurnLimits, other: TurnLimits): boolean {
  return (
    one.maxUnavailable === other.maxUnavailable &&
    one.stopAfterFailures === other.stopAfterFailures &&
    one.settleSeconds === other.settleSeconds
  );
}
