import { installsUpdates } from "../windows/pending-reasons";
import type { CheckResult, RestartCandidate } from "./check-restart";

const nothingDone = "It was not restarted.";

/**
 * A wait for a service that the host does not have, or of which nothing can be read, would last to the deadline, and the host would have been
 * restarted by then. Updates and features that are waiting for the restart may bring a service with it.
 */
export function checkServices({
  services,
  pendingReasons,
}: Pick<RestartCandidate, "services" | "pendingReasons">): CheckResult {
  if ("came" in services) return unreadable(services.came);
  const missing = services.filter(({ found }) => found.state === "missing").map(({ name }) => name);
  if (missing.length > 0 && !installsUpdates(pendingReasons)) {
    const named = new Intl.ListFormat("en", { type: "disjunction" }).format(missing);
    return {
      result: "fail",
      problem: `there is no service named ${named}, for which reboot.readyWhen would wait`,
      hint: `${nothingDone} A service has two names: give the one in \`sc.exe query\`, such as RasMan, and not the one that is displayed.`,
    };
  }
  const unread = services.flatMap(({ name, found }) =>
    found.state === "unread" ? [`${name}: ${found.came}`] : [],
  );
  return unread.length === 0 ? { result: "go" } : unreadable(unread.join("; "));
}

function unreadable(came: string): CheckResult {
  return {
    result: "fail",
    problem: `the states of the services for which reboot.readyWhen would wait could not be read: ${came}`,
    hint: `${nothingDone} Check that the account may query services, or take them out of reboot.readyWhen.`,
  };
}
