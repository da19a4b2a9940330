import type { BootComparison } from "../nat-traversal/boot-snapshot";
import type { Forbidden, Held } from "./check-restart";
import { afterReplacement, meetShutdown, replacedByOurs } from "./meet-shutdown";
import { hasComeToNothing, isGraceOver, onDeadline, unproven } from "./out-of-time";
import type { RestartEvent, RestartState, RestartStep, Transition } from "./restart-state";

/** From poll to poll, answered or not: a host that is back is seen within 2 s. */
const pollEveryMilliseconds = 1_000;
/** While people are warned nothing is missed by polling less often. */
const warnedPollMilliseconds = 2_000;
const notReadyPollMilliseconds = 5_000;
/** Repeated losses of the request slow down, so that a host that drops every session is not hammered. */
const patientAfterRequests = 3;
/** "Not ready" is a state of minutes around a boot; longer means something else. */
const longestNotReadyMilliseconds = 120_000;

/** The first step of a state that `beginRestart` made. */
export function firstStep(state: RestartState): RestartStep {
  return state.request === "none" ? { do: "request" } : { do: "poll", afterMilliseconds: 0 };
}

/** The whole restart as a pure function: what was known and what was seen give what is known and what to do. */
export function transition(state: RestartState, event: RestartEvent): Transition {
  switch (event.kind) {
    case "requestAnswered":
      return onAnswer(asked(afterReplacement(state, event.takenAway), event.at, event.warningSeconds), event);
    case "requestLost": {
      const isLost = event.delivered === "no";
      const before = afterReplacement(state, event.takenAway);
      const next = isLost
        ? { ...before, requests: state.requests + 1 }
        : doubtful(asked(before, event.at, undefined, event.sentAt));
      return pollNext({ ...next, lastError: event.error });
    }
    case "polled":
      return onPoll(state, event);
    case "noAnswer":
      return pollNext({
        ...state,
        phase: "unreachable",
        downAt: state.downAt ?? event.at,
        newBootPolls: 0,
        lastError: event.error,
      });
    case "unreadable":
      return pollNext({ ...state, newBootPolls: 0, lastError: event.error });
    case "logonRefused":
      return {
        state: { ...state, newBootPolls: 0, lastError: event.error },
        step: { do: "poll", afterMilliseconds: event.afterMilliseconds },
      };
    case "evidenceRead":
      return onEvidence(state, event.compared, event.at);
    case "stopped":
      return onStopped(state, event.why);
    case "busy":
      return {
        state: { ...state, waitsFor: event.reason, lastError: event.reason },
        step: { do: "poll", afterMilliseconds: notReadyPollMilliseconds },
      };
    case "rechecked":
      return pollNext({ ...state, recheckDue: false });
    case "takenBack":
      return {
        state: { ...state, request: "none", recheckDue: false },
        step: { do: "stop", why: event.why },
      };
    case "deadline":
      return onDeadline(state);
  }
}

/** What was sent before, and may have been taken, is watched until nothing can come of it any more. */
function onStopped(state: RestartState, why: Held | Forbidden): Transition {
  if (state.request === "none" || hasComeToNothing(state)) return { state, step: { do: "stop", why } };
  return { state, step: { do: "poll", afterMilliseconds: notReadyPollMilliseconds } };
}

function asked(state: RestartState, at: number, warned?: number, sentAt = at): RestartState {
  const { requests, requestedAt = sentAt } = state;
  const warningMilliseconds = warned === undefined ? state.warningMilliseconds : warned * 1_000;
  return { ...state, requests: requests + 1, requestedAt, lastRequestedAt: at, warningMilliseconds };
}

function doubtful(state: RestartState): RestartState {
  return state.request === "none" ? { ...state, request: "doubtful" } : state;
}

function onAnswer(
  state: RestartState,
  { answer, scheduled, takenAway, at }: Extract<RestartEvent, { kind: "requestAnswered" }>,
): Transition {
  switch (answer.kind) {
    case "accepted":
      return taken(state);
    case "alreadyScheduled":
    case "underWay": {
      const met = meetShutdown(state, { isInProgress: answer.kind === "underWay", scheduled, takenAway });
      if (met.next === "take") return taken(met.state);
      return met.next === "wait" ? pollNext(met.state) : { state: met.state, step: met.next };
    }
    case "doubtful":
      return pollNext({
        ...doubtful(state),
        lastError: `it is not known whether the request ran: ${answer.came}`,
      });
    case "notAsked":
      return { state, step: { do: "poll", afterMilliseconds: 0 } };
    case "notReady": {
      const notReadySince = state.notReadySince ?? at;
      const problem = `Windows is not ready for a shutdown request (shutdown.exe ended with exit code ${answer.code})`;
      if (at - notReadySince >= longestNotReadyMilliseconds) return refused(state, problem, answer.code);
      return {
        state: { ...state, notReadySince, lastError: problem },
        step: { do: "poll", afterMilliseconds: notReadyPollMilliseconds },
      };
    }
    case "denied":
      return refused(
        state,
        `the account may not restart it (shutdown.exe ended with exit code ${answer.code})`,
        answer.code,
      );
    case "refused":
      return refused(state, `shutdown.exe ended with exit code ${answer.code}`, answer.code);
  }
}

/** Windows has a request of ours. */
function taken(state: RestartState): Transition {
  const next = {
    ...replacedByOurs(state),
    phase: "going down",
    request: "accepted",
    recheckDue: true,
  } as const;
  return { state: next, step: { do: "recheck" } };
}

function onPoll(before: RestartState, seen: Extract<RestartEvent, { kind: "polled" }>): Transition {
  const { result, marker, logShowsSameBoot } = seen.compared;
  const state = { ...before, showsSameBoot: result === "same" || logShowsSameBoot };
  // A marker that is gone is enough to ask for all evidence, which then decides.
  if (result === "new" || marker === "gone") return onNewBoot(state, seen);
  const still = { ...state, newBootPolls: 0, seenUpAt: seen.at };
  const isBack = state.phase === "answering" || state.phase === "settled";
  if (result === "same" && isBack) return pollNext({ ...still, phase: "answering" });
  const isTaken = state.request === "accepted" || state.request === "joined";
  // Never down, whatever look was lost. What Windows took is not asked for again: it comes, or a person called it off.
  if (isTaken && (result === "same" || seen.compared.logShowsSameBoot)) return onStillUp(still, seen.at);
  if (mayAskAgain(state, seen)) {
    return { state: { ...still, phase: "requesting" }, step: { do: "request" } };
  }
  if (state.downAt === undefined) return pollNext(still);
  // Without a marker an equal BootId may be an old boot or a lagging counter: time decides.
  const backAt = state.backAt ?? seen.at;
  const answering: RestartState = { ...still, phase: "answering", backAt };
  const because = "it answers again, but neither BootId nor boot events show a new boot";
  return isGraceOver(state, backAt, seen.at)
    ? unproven(answering, because)
    : pollNext({ ...answering, unprovenBecause: because });
}

/** A request that can still be taken back is, where somebody has come since it. */
function onStillUp(state: RestartState, at: number): Transition {
  const { recheckDue, lastRequestedAt, warningMilliseconds } = state;
  const isWarned = lastRequestedAt !== undefined && at - lastRequestedAt < warningMilliseconds;
  const next = neverDown(state);
  return recheckDue === true && isWarned ? { state: next, step: { do: "recheck" } } : pollNext(next);
}

/** A host that accepted a request, or joined another's, and shows that it has not been down since. */
function neverDown({ downAt: _, ...state }: RestartState): RestartState {
  return { ...state, phase: "going down" };
}

/**
 * Whether a request that may have been lost is made once more. With a marker that is harmless: Windows takes one shutdown at a time (1190),
 * and the request runs only while the marker is there. Without one it must be certain that the request has not led to a boot: its warning
 * is not over, or it has long been, and the event log shows the same boot.
 */
function mayAskAgain(state: RestartState, seen: Extract<RestartEvent, { kind: "polled" }>): boolean {
  const { request, requestedAt, lastRequestedAt, downAt, warningMilliseconds } = state;
  if (seen.compared.result === "same" || request === "none") return true;
  if (request !== "doubtful" || requestedAt === undefined || downAt !== undefined) return false;
  const isWarned = seen.at - requestedAt < warningMilliseconds;
  return (
    isWarned ||
    (seen.compared.logShowsSameBoot && isGraceOver(state, lastRequestedAt ?? requestedAt, seen.at))
  );
}

function onNewBoot(state: RestartState, seen: Extract<RestartEvent, { kind: "polled" }>): Transition {
  const answeringBefore = state.newBootPolls > 0;
  const sameNewBoot = answeringBefore && state.newBootId === seen.bootId;
  const { newBootId: _, lastError, ...rest } = state;
  const next: RestartState = {
    ...rest,
    phase: "answering",
    backAt: answeringBefore ? (state.backAt ?? seen.at) : seen.at,
    newBootPolls: sameNewBoot ? state.newBootPolls + 1 : 1,
    // What failed while it was away is over, and would mislead whoever reads that it answers.
    ...(answeringBefore && lastError !== undefined ? { lastError } : {}),
    ...(seen.bootId === undefined ? {} : { newBootId: seen.bootId }),
  };
  const settled = seen.logonReached || (!state.awaitLogon && next.newBootPolls >= 2);
  return settled ? { state: { ...next, phase: "settled" }, step: { do: "prove" } } : pollNext(next);
}

function onEvidence(state: RestartState, { result, because }: BootComparison, at: number): Transition {
  if (result === "new") {
    return { state: { ...state, phase: "proven" }, step: { do: "finish", evidence: because } };
  }
  if (result === "same") return pollNext({ ...state, phase: "answering", newBootPolls: 0 });
  const unprovenSince = state.unprovenSince ?? at;
  const next: RestartState = {
    ...state,
    phase: "answering",
    unprovenSince,
    unprovenBecause: because,
  };
  return isGraceOver(state, unprovenSince, at) ? unproven(next, because) : pollNext(next);
}

function pollNext(state: RestartState): Transition {
  return { state, step: { do: "poll", afterMilliseconds: pollInterval(state) } };
}

function pollInterval({ phase, requests }: RestartState): number {
  if (phase === "requesting" && requests >= patientAfterRequests) return notReadyPollMilliseconds;
  return phase === "going down" ? warnedPollMilliseconds : pollEveryMilliseconds;
}

function refused(state: RestartState, problem: string, exitCode: number): Transition {
  return { state, step: { do: "fail", code: "REBOOT_REFUSED", problem, exitCode } };
}
