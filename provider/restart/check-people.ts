import type { SessionList, UserSession } from "../windows/sessions";
import type { CheckResult, RestartCandidate } from "./check-restart";
import { restartDefaults } from "./restart-options";

const dayMilliseconds = 86_400_000;
/** People who have kept a restart waiting for days are to see it come. */
const longWarningSeconds = 900;
const mostNamed = 5;

/** Whether people who are logged on hold a restart, or forbid it. Who could not be read may be there. */
export function checkPeople({
  people,
  options,
  now,
  pendingSince,
}: Pick<RestartCandidate, "people" | "options" | "now" | "pendingSince">): CheckResult {
  const wish = options.ifUsersLoggedOn ?? restartDefaults.ifUsersLoggedOn;
  if (wish === "proceed") return { result: "go" };
  const reason = whoIsThere(people, options.disconnectedSessions ?? restartDefaults.disconnectedSessions);
  if (reason === undefined) return { result: "go" };
  if (wish === "fail") return { result: "fail", problem: reason, hint };
  const { postponeAtMostDays } = options;
  const isOverdue =
    postponeAtMostDays !== undefined && now - pendingSince >= postponeAtMostDays * dayMilliseconds;
  return isOverdue
    ? { result: "go", warnAtLeastSeconds: longWarningSeconds }
    : { result: "held", how: "postponed", reason };
}

const hint =
  'It was not restarted. Run `pulumi up` again when nobody is logged on, or set reboot.ifUsersLoggedOn to "postpone" or "proceed".';

/** Who counts as logged on, as a clause; undefined if nobody does. */
function whoIsThere(people: SessionList, disconnected: "count" | "ignore"): string | undefined {
  if (people.state === "unread") return `it could not be read who is logged on: ${people.came}`;
  const counted = people.sessions.filter(
    ({ isDisconnected }) => isDisconnected !== true || disconnected === "count",
  );
  if (counted.length === 0) return undefined;
  const named = counted.slice(0, mostNamed).map(inWords);
  const more = counted.length > named.length ? [`${counted.length - named.length} more`] : [];
  const verb = counted.length === 1 ? "is" : "are";
  return `${new Intl.ListFormat("en").format([...named, ...more])} ${verb} logged on`;
}

function inWords({ user, id, isDisconnected }: UserSession): string {
  return `${user} (session ${id}${isDisconnected === true ? ", disconnected" : ""})`;
}
