import { type Clock, withDeadline } from "../clock";
import { type ConnectionPhase, ProtocolError, UnexpectedOutputError, UnreachableError } from "../errors";
import type { Timeouts } from "../hosts/connection";
import { type Host, withLimits } from "../hosts/host";
import type { RestartEvent, RestartPhase } from "./restart-state";

/** Attempts at a host that is down are short, so that one that is back is not missed in the middle of a long one. */
const shortConnectSeconds = 2;
/** Silence of a usual boot says nothing about how long connecting takes. */
const usualSilenceSeconds = 40;
/** A long look is blind to a return: it takes at most this part of the silence before it. */
const shareOfSilence = 1 / 8;
/** A poll is a few short programs; longer only for a host that has shown itself slow. */
const shortPollSeconds = 10;
/** WinRM keeps half a second to close its shell, and timers are a little early. */
const cutShortMilliseconds = 600;

/** The phases of a peer that accepts connections, but is slow with the rest. */
const slowPhases: readonly ConnectionPhase[] = [
  "banner",
  "key exchange",
  "TLS handshake",
  "authentication",
  "opening a channel",
  "opening a shell",
];

/** What connecting to a host has shown so far. */
export interface ConnectHistory {
  /** The longest that opening a connection took. */
  readonly neededSeconds: number;
  /** For how long every attempt has ended without any response. */
  readonly silentSeconds: number;
}

/**
 * Seconds for the next connection: a peer that accepted the last one but was slow with the rest needs its time; silence needs little,
 * but twice what connecting has needed, and more the longer it lasts: a host may connect slower after a restart than before.
 */
export function connectSecondsAfter(
  lastFailure: unknown,
  { connectSeconds }: Timeouts,
  { neededSeconds, silentSeconds }: ConnectHistory,
): number {
  const wasSlow = lastFailure instanceof UnreachableError && slowPhases.includes(lastFailure.phase);
  if (wasSlow) return connectSeconds;
  const forSilence = silentSeconds < usualSilenceSeconds ? 0 : silentSeconds * shareOfSilence;
  const patience = Math.max(shortConnectSeconds, 2 * neededSeconds, forSilence);
  return Math.min(patience, connectSeconds);
}

/** Seconds for the next poll: more where the last one timed out waiting for output. */
export function pollSecondsAfter(lastFailure: unknown, { commandSeconds }: Timeouts): number {
  const wasSlow = lastFailure instanceof UnreachableError && lastFailure.phase === "waiting for output";
  return wasSlow ? commandSeconds : Math.min(shortPollSeconds, commandSeconds);
}

/** Whether a host accepted the connection, and was only too slow with the rest: it is not down. */
export function isSlow(failure: unknown): boolean {
  return failure instanceof UnreachableError && failure.timedOut && failure.phase !== "connect";
}

/** Whether what failed with so much time left was cut short by the deadline, and says nothing about the host. */
export function wasCutShort(remainingMilliseconds: number): boolean {
  return remainingMilliseconds < cutShortMilliseconds;
}

/** A failure of a host that is going down or coming up, which passes by itself. */
export type TransientFailure = UnreachableError | ProtocolError | UnexpectedOutputError;

/**
 * Whether a host that is going down or coming up may fail so, and answer well a moment later: it cannot be reached, or its half-stopped or
 * half-started server speaks nonsense. Unreadable output counts only where a restart is "underWay", which ends
 * programs before they have answered; where there is only "perhaps" one, it is more likely permanent.
 */
export function isTransient(error: unknown, restart: "underWay" | "perhaps"): error is TransientFailure {
  if (error instanceof UnexpectedOutputError) return restart === "underWay";
  return error instanceof UnreachableError || error instanceof ProtocolError;
}

/**
 * The same host, on which no call outlives the deadline, whatever its own limits are; `remaining` tells the milliseconds until then.
 * A call that is still pending then fails with UnreachableError, and its connection is closed.
 */
export function hostUntil(host: Host, clock: Clock, remaining: () => number): Host {
  return withLimits(
    host,
    ({ timeoutSeconds, connectTimeoutSeconds }) => {
      const left = remaining();
      if (left <= 0) throw tooLate(host.name, false);
      const most = (seconds: number | undefined) =>
        seconds === undefined ? undefined : Math.min(seconds, left / 1_000);
      return { timeoutSeconds: most(timeoutSeconds), connectTimeoutSeconds: most(connectTimeoutSeconds) };
    },
    (call) =>
      withDeadline(clock, remaining(), call, () => {
        void host.disconnect();
        return tooLate(host.name, true);
      }),
  );
}

function tooLate(host: string, commandMayHaveRun: boolean): UnreachableError {
  return new UnreachableError({
    operation: "run a command",
    host,
    problem: "no answer came before the deadline of the restart",
    hint: "Check the computer's console.",
    phase: "waiting for output",
    commandMayHaveRun,
    timedOut: true,
  });
}

/** When, and amid what, a command failed. */
export interface Loss {
  readonly during: "request" | "replace" | "recheck" | "poll" | "prove";
  /** Which request was on its way: one of ours, or one in the place of another shutdown. */
  readonly sent: "nothing" | "request" | "replacement";
  /** When it was sent. */
  readonly sentAt: number;
  readonly phase: RestartPhase;
  /** Milliseconds to the deadline. */
  readonly remaining: number;
  readonly at: number;
}

/** What a failure that passes by itself tells of a restart. */
export function lossOf(
  failure: TransientFailure,
  { during, sent, sentAt, phase, remaining, at }: Loss,
): RestartEvent {
  const error = failure.details.problem;
  if (failure instanceof UnexpectedOutputError) return { kind: "unreadable", error, at };
  // A poll that the deadline cuts short says nothing, against a host that has been answering least of all.
  const wasAnswering = phase === "answering" || phase === "settled";
  const wasCut = wasAnswering || (failure instanceof UnreachableError && failure.timedOut);
  const isRequest = during === "request" || during === "replace";
  if (!isRequest && wasCut && wasCutShort(remaining)) return { kind: "deadline", at };
  if (!isRequest) return { kind: isSlow(failure) ? "unreadable" : "noAnswer", error, at };
  const perhaps = sent !== "nothing" && (!(failure instanceof UnreachableError) || failure.commandMayHaveRun);
  const delivered = perhaps ? "perhaps" : "no";
  return {
    kind: "requestLost",
    delivered,
    sentAt,
    ...(sent === "replacement" ? { takenAway: delivered } : {}),
    error,
    at,
  };
}
