import { mayHaveMissedIt, type RestartState, type Transition, whatIsMissing } from "./restart-state";

/** The event log and the BootId are written some time after a boot has begun to answer. */
const evidenceGraceMilliseconds = 120_000;

/** Whether evidence should have come by now: it may lag behind the boot, and the boot behind the warning. */
export function isGraceOver(
  { lastRequestedAt, warningMilliseconds }: RestartState,
  since: number,
  at: number,
): boolean {
  const expectedDownAt = lastRequestedAt === undefined ? since : lastRequestedAt + warningMilliseconds;
  return at - Math.max(since, expectedDownAt) >= evidenceGraceMilliseconds;
}

/**
 * Whether a request that was made, and is not proven, cannot lead to a restart any more: a lost one, or one that a person called off. Only a look that is
 * answered so late tells that: of a host that is not seen nothing is known.
 */
export function hasComeToNothing(state: RestartState): boolean {
  const { request, lastRequestedAt, seenUpAt, downAt, phase } = state;
  const isOurs = request === "doubtful" || request === "accepted";
  const isUp = (phase === "requesting" || phase === "going down") && downAt === undefined;
  if (!isOurs || !isUp || lastRequestedAt === undefined || seenUpAt === undefined) return false;
  return isGraceOver(state, lastRequestedAt, seenUpAt);
}

/** Whether a request is our own, and people are still warned of it, so that it can be taken back. */
export function isRevocable(state: RestartState, at: number): boolean {
  const { request, lastRequestedAt = at, warningMilliseconds, downAt } = state;
  return request === "accepted" && downAt === undefined && at - lastRequestedAt < warningMilliseconds;
}

/** What the end of the time means: nothing was asked for yet, or what was is not seen to its end. */
export function onDeadline(state: RestartState): Transition {
  if (state.request === "none" && state.waitsFor !== undefined) {
    const reason = `${state.waitsFor}, and was still at it when timeoutSeconds were over`;
    return { state, step: { do: "stop", why: { result: "held", how: "postponed", reason } } };
  }
  if (mayHaveMissedIt(state)) {
    const because =
      "it accepted a second request for this change and answers, but nothing tells whether it was restarted";
    return unproven(state, because);
  }
  if (state.unprovenBecause !== undefined && state.phase === "answering")
    return unproven(state, state.unprovenBecause);
  return { state, step: { do: "fail", code: "REBOOT_TIMEOUT", problem: whatIsMissing(state) } };
}

/** The end of a restart for which there is no proof. */
export function unproven(state: RestartState, problem: string): Transition {
  return { state, step: { do: "fail", code: "REBOOT_UNPROVEN", problem } };
}
