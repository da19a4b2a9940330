import {
  type ForeignShutdown,
  joinedInWords,
  refuseForeign,
  replacedInWords,
  type ScheduledShutdown,
} from "./foreign-shutdown";
import type { RestartState, RestartStep } from "./restart-state";

/** A shutdown of somebody else's is taken away so often; one that is there again each time is left to its owner. */
const mostReplacements = 2;

/** A shutdown that stood in the way of a request. */
export interface MetShutdown {
  readonly isInProgress: boolean;
  /** Whose it is, where that was asked. */
  readonly scheduled?: ScheduledShutdown | undefined;
  /** Whether the line of the request was to take it away first. */
  readonly takenAway?: "yes" | "no" | "perhaps" | undefined;
}

/** What to do about it: `take` it for ours, `wait` for it, or another step. */
export interface Meeting {
  readonly state: RestartState;
  readonly next: "take" | "wait" | Extract<RestartStep, { do: "replace" | "stop" }>;
}

/**
 * Decides by whose it is. One that cannot be told is ours where an earlier request of ours may have been taken: Windows takes one at a time. One that is
 * in progress cannot be taken away.
 */
export function meetShutdown(state: RestartState, met: MetShutdown): Meeting {
  const { isInProgress, scheduled = { whose: "unknown" } } = met;
  const { foreignShutdown: policy } = state;
  if (scheduled.whose === "ours" || state.request === "accepted") return { state, next: "take" };
  const waiting = { ...state, phase: "going down", request: "joined" } as const;
  const mayBeOurs = state.mayBeOurs || state.request !== "none";
  if (scheduled.whose === "unknown" && mayBeOurs && policy !== "replace")
    return { state: waiting, next: "wait" };
  const asked = scheduled.whose === "theirs" ? { asked: scheduled.asked } : {};
  const foreign: ForeignShutdown = { fate: "met", isInProgress, ...asked };
  const lost = whereLost(state.foreign);
  const stop = (because?: string): Meeting["next"] => ({ do: "stop", why: refuseForeign(foreign, because) });
  if (policy === "fail") return { state, next: stop() };
  if (policy === "join" || isInProgress)
    return { state: { ...waiting, foreign: lost ?? { ...foreign, fate: "joined" } }, next: "wait" };
  const known = { ...state, foreign: lost ?? foreign };
  if (met.takenAway === "no") return { state: known, next: stop("could not be taken away") };
  if (state.replacements >= mostReplacements)
    return { state: known, next: stop("is there again each time it is taken away") };
  return { state: { ...known, replacements: state.replacements + 1 }, next: { do: "replace" } };
}

/** What is known of the other shutdown after a line that was to take it away. */
export function afterReplacement(state: RestartState, takenAway: MetShutdown["takenAway"]): RestartState {
  if (takenAway === undefined || takenAway === "no" || state.foreign?.fate === "takenAway") return state;
  const foreign = state.foreign ?? { isInProgress: false };
  return { ...state, foreign: { ...foreign, fate: takenAway === "yes" ? "takenAway" : "perhapsTakenAway" } };
}

/** Windows took a request of ours, so no other shutdown is scheduled: one that may have been taken away was, or was called off. */
export function replacedByOurs({ foreign, ...state }: RestartState): RestartState {
  if (foreign === undefined || foreign.fate === "met" || foreign.fate === "joined") return state;
  return { ...state, foreign: { ...foreign, fate: "takenAway" } };
}

/** What people should be told of another shutdown since the state before, as a clause. */
export function newsOfForeign(
  before: RestartState,
  { foreign, request, foreignShutdown }: RestartState,
): string | undefined {
  if (foreign?.fate === "joined" && request === "joined" && before.request !== "joined")
    return joinedInWords(foreign, foreignShutdown);
  const isReplaced = foreign?.fate === "takenAway" && request === "accepted" && before.request !== "accepted";
  return isReplaced ? replacedInWords(foreign) : undefined;
}

/** One that was taken away is remembered, whatever is met after it. */
function whereLost(foreign: ForeignShutdown | undefined): ForeignShutdown | undefined {
  return foreign?.fate === "takenAway" || foreign?.fate === "perhapsTakenAway" ? foreign : undefined;
}
