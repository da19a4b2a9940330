import {
  defaultsOf,
  isGiven,
  object,
  optional,
  type Resolved,
  type Rule,
  refused,
} from "../validation/schema";
import { choice, listOf, seconds, timeoutRange, wholeNumber } from "../validation/values";
import { groupSchema } from "./group";
import { readyWhenSchema } from "./ready-when";
import { windowSchema } from "./window";

/** The guards that a program can lift. */
export const guardNames = ["domainController", "clusterNode", "hypervisor", "preBootPin"] as const;

/** How a restart is carried out. */
export const restartEntries = {
  /**
   * What to do when nothing tells whether the setting is active: `leave` it at that, or `reboot`.
   * @default "leave"
   */
  ifUnknown: optional(choice("leave", "reboot"), "leave"),
  /**
   * Seconds for which people on the host are warned, 5 at least. Programs are closed by force when they are over.
   * @default 60
   */
  warningSeconds: optional(wholeNumber({ ...timeoutRange, least: 5 }), 60),
  /**
   * Seconds from the request until the restart is proven, and `readyWhen` is met.
   * @default 1800
   */
  timeoutSeconds: optional(seconds, 1800),
  /**
   * What must work after a restart before the host counts as back: services that run, TCP ports that accept a connection. Part of
   * `timeoutSeconds`. The restart stays proven where it never does; the next `pulumi up` waits for it again, without a restart.
   * @default nothing: the restart is over when it is proven
   */
  readyWhen: optional(readyWhenSchema),
  /**
   * When the host may be restarted. Outside it, or when what is left of it does not hold the warning and the usual duration of a restart,
   * the restart is left for a later run.
   * @default at any time
   */
  window: optional(windowSchema),
  /**
   * What to do while people are logged on: `postpone` the restart to a later run, `proceed` and close their programs after the warning, or
   * `fail`. Where it cannot be read who is logged on, somebody may be.
   * @default "postpone"
   */
  ifUsersLoggedOn: optional(choice("postpone", "proceed", "fail"), "postpone"),
  /**
   * Whether a person counts who has left a session without logging off.
   * @default "count"
   */
  disconnectedSessions: optional(choice("count", "ignore"), "count"),
  /**
   * Days after which people do not postpone the restart any more, counted from the first run that put it off: they are warned for 15 minutes at
   * least, and the restart comes.
   * @default no limit
   */
  postponeAtMostDays: optional(wholeNumber({ least: 1, most: 365, unit: "days" })),
  /**
   * What to do about a shutdown that somebody else has scheduled: `join` waits for it and proves the restart, `replace` takes it away and requests
   * a restart in its place, `fail` leaves it as it is. Windows does not tell when it comes, nor whether it is a power-off. One that is in progress cannot
   * be replaced, and is waited for.
   * @default "join"
   */
  foreignShutdown: optional(choice("join", "replace", "fail"), "join"),
  /**
   * Kinds of hosts to restart all the same: `domainController`, `clusterNode`, `hypervisor` (virtual machines are running) and `preBootPin`
   * (BitLocker waits for a PIN, a password or a key before Windows starts).
   * @default none: such a host is left as it is, with a warning
   */
  alsoIf: optional(listOf(choice(...guardNames))),
  /**
   * The hosts that are restarted a few at a time, and the rest not at all after a failure: numbers of hosts, of failures and of seconds.
   * @default servers one at a time and beside no client, none after the first failure; clients at most four at a time, none after three
   */
  group: optional(groupSchema),
};

/** How a restart is carried out, once every Output is resolved. */
export interface RestartOptions extends Resolved<typeof restartEntries> {}

/** What applies where a program says nothing. */
export const restartDefaults = defaultsOf(restartEntries);

const ofGroup = optional(
  refused("is an option of a group: { group: { name, maxUnavailable, stopAfterFailures } }"),
);

/** Names that are known, but not as options here: those of a group. */
export const laterEntries = {
  maxUnavailable: ofGroup,
  stopAfterFailures: ofGroup,
};

/** A warning that outlasts the deadline would make every restart fail. */
function warningFitsDeadline(...[options, fault]: Parameters<Rule>): void {
  const { warningSeconds, timeoutSeconds } = options;
  if (!isGiven(warningSeconds) && !isGiven(timeoutSeconds)) return;
  const warning = warningSeconds ?? restartDefaults.warningSeconds;
  const timeout = timeoutSeconds ?? restartDefaults.timeoutSeconds;
  if (typeof warning !== "number" || typeof timeout !== "number" || timeout > warning) return;
  fault(
    timeoutSeconds === undefined ? "warningSeconds" : "timeoutSeconds",
    `leaves no time for the restart: people are warned for ${warning} seconds, and everything must be over after ${timeout}`,
  );
}

/** A limit to what is not done anyway is a misunderstanding. */
function daysOnlyWhilePostponing(...[options, fault]: Parameters<Rule>): void {
  const { ifUsersLoggedOn, postponeAtMostDays } = options;
  if (!isGiven(postponeAtMostDays) || (ifUsersLoggedOn !== "proceed" && ifUsersLoggedOn !== "fail")) return;
  fault(
    "postponeAtMostDays",
    `has no effect beside ifUsersLoggedOn "${ifUsersLoggedOn}": only "postpone" puts a restart off`,
  );
}

/** The rules that tie the options together. */
export const restartRules: readonly Rule[] = [warningFitsDeadline, daysOnlyWhilePostponing];

/** Whether the component restarts the host at all. */
export const whenEntries = {
  /** `never`, or `ifRequired`: only when the setting is not active without. Plain, because it decides which resources exist. */
  when: choice("never", "ifRequired"),
};

/** What `reboot` of the component must look like. */
export const componentRebootSchema = object(
  { ...whenEntries, ...restartEntries, ...laterEntries },
  ...restartRules,
);
