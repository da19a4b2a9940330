import type { OccupiedSession } from "../lab/simulated/occupants";
import { guardKinds } from "./hindrances";
import type { Permissions } from "./life";
import type { LifeMachine } from "./machine";
import { warningSeconds } from "./program";
import type { OurRequest } from "./request-watch";
import type { PeopleSeen } from "./sight";
import type { PutOff, Report } from "./situation";
import { isOpen, staysOpen } from "./wall-time";

const day = 86_400_000;
/** What a restart is taken to last as long as none was seen, without its warning. */
const usualSeconds = 600;

/** What a call was allowed when it asked for a restart. */
export interface Allowed {
  readonly options: Permissions;
  /** What the clock on the wall showed when the last answer before the request came. */
  readonly wall: number;
  readonly putOff: PutOff | undefined;
  /** Whether state tells how long a restart takes. */
  readonly isUsualKnown: boolean;
}

/** Windows took a request: nothing may have spoken against it that could be seen, and nothing may have been unread. */
export function judgeRequest(
  machine: LifeMachine,
  { options, wall, putOff, isUsualKnown }: Allowed,
  warned: number,
  report: Report,
): void {
  const { people, roles } = machine.sight;
  const against = (what: string) => report(8, `${machine.name} is to be restarted although ${what}`);
  if (people === undefined || roles === undefined) {
    against("nobody has looked what speaks against it");
    return;
  }
  for (const kind of guardKinds) {
    if (options.alsoIf?.some((lifted) => lifted === kind) === true) continue;
    if (roles.roles.has(kind)) against(`it is guarded: ${kind}`);
    if (roles.unread.has(kind)) against(`it could not be read whether it is guarded: ${kind}`);
  }
  if (roles.isInstalling) against("Windows was installing something");
  if (holdsPeople(people, options)) {
    if (!isOverdue(options, putOff, wall)) against(inWords(people));
    else if (warned < 900) against(`people who kept it waiting are warned for ${warned} s only`);
  }
  if (options.readyWhen !== undefined && machine.sight.service === undefined)
    against("nobody has looked whether it has the services that it is to wait for");
  if (options.readyWhen !== undefined && machine.sight.service === "missing")
    against("it does not have a service that it is to wait for");
  judgeWindow(
    options,
    wall,
    isUsualKnown ? warned : Math.max(warned, warningSeconds) + usualSeconds,
    against,
  );
}

function judgeWindow(
  { window }: Permissions,
  wall: number,
  seconds: number,
  against: (what: string) => void,
): void {
  if (window === undefined) return;
  const time = new Date(wall).toISOString();
  if (!isOpen(window, wall)) against(`it is ${time}, outside the window ${JSON.stringify(window)}`);
  else if (!staysOpen(window, wall, seconds)) {
    against(`it is ${time}, and the window ${JSON.stringify(window)} is not open for ${seconds} s any more`);
  }
}

/** A restart of ours begins: who came right before the request must not be restarted under. `isDisturbed`: something kept Pulumi from looking. */
export function judgeBeginning(
  machine: LifeMachine,
  options: Permissions,
  { sessions, seenAfter, isTakenBack, wasOverdue }: OurRequest & { readonly wasOverdue: boolean },
  isDisturbed: boolean,
  report: Report,
): void {
  if (options.ifUsersLoggedOn === "proceed" || wasOverdue || isTakenBack || isDisturbed) return;
  const isHere = ({ id }: OccupiedSession) => machine.hindrances.sessions.some((now) => now.id === id);
  const seen = seenAfter ?? { sessions, isUnread: false };
  const left = { sessions: seen.sessions.filter(isHere), isUnread: seen.isUnread };
  if (!holdsPeople(left, options)) return;
  const when = seenAfter === undefined ? "nobody looked after the request, and" : "after the request";
  report(8, `${machine.name} goes down although ${when} ${inWords(left)}`);
}

/** Whether people speak against a restart: those who count, and those who may be there. */
export function holdsPeople({ sessions, isUnread }: PeopleSeen, options: Permissions): boolean {
  if (options.ifUsersLoggedOn === "proceed") return false;
  return isUnread || sessions.some(({ name }) => name !== "" || options.disconnectedSessions !== "ignore");
}

/** Whether people have kept a restart waiting for as long as they may. */
export function isOverdue(
  { ifUsersLoggedOn = "postpone", postponeAtMostDays }: Permissions,
  putOff: PutOff | undefined,
  wall: number,
): boolean {
  if (ifUsersLoggedOn !== "postpone" || postponeAtMostDays === undefined || putOff === undefined)
    return false;
  return wall - putOff.from >= postponeAtMostDays * day;
}

function inWords({ sessions, isUnread }: PeopleSeen): string {
  if (isUnread) return "it could not be read who is logged on";
  return `${sessions.map(({ user, name }) => `${user}${name === "" ? " (disconnected)" : ""}`).join(", ")} was logged on`;
}
