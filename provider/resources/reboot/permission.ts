import type { Host } from "../../hosts/host";
import { checkPeople } from "../../restart/check-people";
import { type CheckResult, checkRestart } from "../../restart/check-restart";
import { expectedSeconds } from "../../restart/forecast";
import { type ComputerKind, computerKind } from "../../restart/group";
import { askForObstacles, askForPeople, type Obstacles } from "../../restart/obstacles";
import { askForHiveSessions, peopleIn } from "../../restart/people";
import { askForServices } from "../../restart/readiness";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { ask } from "../../windows/fact";
import type { Unread } from "../../windows/line-answer";
import type { NamedServiceState } from "../../windows/services";
import type { SessionList } from "../../windows/sessions";
import type { LifecycleContext } from "../context";

/** Of whom, and since when, a restart is required. */
export interface PermissionRequest {
  readonly context: Pick<LifecycleContext, "clock">;
  readonly news: RebootInputs;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  readonly last: LastReboot | undefined;
  /** Others' reasons for a restart. */
  readonly pendingReasons: readonly string[];
}

/** What the checks come to, and what kind of computer it is, where that was read. */
export type Permission = CheckResult & { readonly kind?: ComputerKind | undefined };

/** Reads what speaks against a restart over the connection on which the host was observed, and checks it. Rejects as `run` does. */
export async function askPermission(
  host: Host,
  { context, news, pendingSince, last, pendingReasons }: PermissionRequest,
  onlyOver: object | undefined,
): Promise<Permission> {
  const found = await ask(host, askForObstacles(), { onlyOver });
  if (found.state === "unread") return { result: "held", how: "guarded", reason: unread(found.came) };
  const people = await readPeople(host, found.values, onlyOver);
  const services = await readServices(host, news, onlyOver);
  const warningSeconds = news.warningSeconds ?? restartDefaults.warningSeconds;
  const now = context.clock.now();
  const candidate = {
    found: found.values,
    people,
    services,
    pendingReasons,
    options: news,
    now,
    pendingSince,
  };
  const checked = (warned: number) =>
    checkRestart({ ...candidate, expectedSeconds: expectedSeconds(warned, last) });
  const result = checked(warningSeconds);
  const longer = result.result === "go" ? (result.warnAtLeastSeconds ?? 0) : 0;
  // A longer warning must fit into the window, too.
  const final = longer > warningSeconds ? checked(longer) : result;
  return { ...final, kind: computerKind(found.values.productType) };
}

/**
 * Asks again, right after Windows took the request, whether anybody is logged on: somebody may have come since. People who were allowed to be there
 * before, after days of waiting, are allowed still.
 */
export async function askForNewcomers(
  host: Host,
  { context, news, pendingSince }: Pick<PermissionRequest, "context" | "news" | "pendingSince">,
  onlyOver: object | undefined,
): Promise<CheckResult> {
  if (news.ifUsersLoggedOn === "proceed") return { result: "go" };
  const found = await ask(host, askForPeople(), { onlyOver });
  const people = found.state === "unread" ? found : await readPeople(host, found.values, onlyOver);
  return checkPeople({ people, options: news, now: context.clock.now(), pendingSince });
}

async function readServices(
  host: Host,
  { readyWhen }: Pick<RebootInputs, "readyWhen">,
  onlyOver: object | undefined,
): Promise<readonly NamedServiceState[] | Unread> {
  if (readyWhen?.services === undefined) return [];
  const reading = await ask(host, askForServices(readyWhen.services), { onlyOver });
  return reading.state === "unread" ? reading : reading.values.services;
}

async function readPeople(
  host: Host,
  found: Pick<Obstacles, "quser" | "loadedHives">,
  onlyOver: object | undefined,
): Promise<SessionList> {
  const look = peopleIn(found);
  if (look.state === "told") return look.people;
  const reading = await ask(host, askForHiveSessions(look.sids), { onlyOver });
  return reading.state === "unread" ? reading : reading.values;
}

function unread(came: string): string {
  return `what speaks against a restart could not be read: ${came}. Run \`pulumi up\` again; if this persists, check what a start-up script of the account's shell (AutoRun of cmd, a profile of PowerShell) prints or changes`;
}
