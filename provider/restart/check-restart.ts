import { RebootRefusedError } from "../errors";
import type { Unread } from "../windows/line-answer";
import type { NamedServiceState } from "../windows/services";
import type { SessionList } from "../windows/sessions";
import { guards } from "./check-guards";
import { checkPeople } from "./check-people";
import { checkServices } from "./check-services";
import { withinWindow } from "./check-window";
import type { Obstacles } from "./obstacles";
import type { RestartOptions } from "./restart-options";

/** A host that requires a restart, right before it would be requested. */
export interface RestartCandidate {
  /** What was read of the host just now, over the connection that the request will take. */
  readonly found: Obstacles;
  /** Who is logged on. */
  readonly people: SessionList;
  /** What was read of the services that are to be waited for. */
  readonly services: readonly NamedServiceState[] | Unread;
  /** Others' reasons for a restart. */
  readonly pendingReasons: readonly string[];
  /** What the program asks for. */
  readonly options: RestartOptions;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  /** How long the restart is expected to take, from the request to the proof. */
  readonly expectedSeconds: number;
}

/** Nothing speaks against the restart. */
export interface Go {
  readonly result: "go";
  /** For how long people are to be warned at least, where that is longer than the program says. */
  readonly warnAtLeastSeconds?: number;
}

/** The restart is left for a later run: no failure, and nothing is asked of the host. */
export interface Held {
  readonly result: "held";
  /** The kind of it: "postponed", "guarded". */
  readonly how: string;
  /** What was read, and what can be done about it; a clause without a full stop. */
  readonly reason: string;
}

/** The program wants an error where this is so. */
export interface Forbidden {
  readonly result: "fail";
  readonly problem: string;
  readonly hint: string;
}

/** What passes by itself is waited out, up to the deadline; then the restart is held. */
export interface Wait {
  readonly result: "wait";
  /** A clause without a full stop. */
  readonly reason: string;
}

/** What a check comes to, and what all of them come to. */
export type CheckResult = Go | Wait | Held | Forbidden;

/** One rule of when a host is not restarted. Pure. What could not be read never counts as nothing there. */
export type RestartCheck = (candidate: RestartCandidate) => CheckResult;

export const go: Go = { result: "go" };

/** Every rule; the first that forbids the restart wins, and else the first that holds it. A row here is all that a new one takes. */
export const restartChecks: readonly RestartCheck[] = [
  ...guards,
  checkServices,
  checkPeople,
  withinWindow,
  servicing,
];

/** Whether a restart may be requested now. */
export function checkRestart(
  candidate: RestartCandidate,
  checks: readonly RestartCheck[] = restartChecks,
): CheckResult {
  const results = checks.map((check) => check(candidate));
  const first = (kind: CheckResult["result"]) => results.find(({ result }) => result === kind);
  const stop = first("fail") ?? first("held") ?? first("wait");
  if (stop !== undefined) return stop;
  const warnings = results.map((result) => (result.result === "go" ? (result.warnAtLeastSeconds ?? 0) : 0));
  const longest = Math.max(0, ...warnings);
  return longest === 0 ? go : { result: "go", warnAtLeastSeconds: longest };
}

/** A restart in the middle of an installation would cut it off. */
function servicing({ found: { servicingNow } }: RestartCandidate): CheckResult {
  if (!servicingNow) return { result: "go" };
  return { result: "wait", reason: "Windows is installing updates or features at this moment" };
}

/** The error for a restart that the program forbids. */
export function forbidden(host: string, { problem, hint }: Forbidden): RebootRefusedError {
  return new RebootRefusedError({ operation: "restart the computer", host, problem, hint });
}

/** What to say of a restart that is held, as a clause with its full stop. */
export function heldInWords({ how, reason }: Held): string {
  return `not restarted (${how}): ${reason}.`;
}
