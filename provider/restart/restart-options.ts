import {
  defaultsOf,
  isGiven,
  object,
  optional,
  type Resolved,
  type Rule,
  refused,
} from "../validation/schema";
import { choice, seconds, timeoutRange, wholeNumber } from "../validation/values";
import { windowSchema } from "./window";

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
   * Seconds from the request until the restart is proven.
   * @default 1800
   */
  timeoutSeconds: optional(seconds, 1800),
  /**
   * When the host may be restarted. Outside it, or when what is left of it does not hold the warning and the usual duration of a restart,
   * the restart is left for a later run.
   * @default at any time
   */
  window: optional(windowSchema),
};

/** How a restart is carried out, once every Output is resolved. */
export interface RestartOptions extends Resolved<typeof restartEntries> {}

/** What applies where a program says nothing. */
export const restartDefaults = defaultsOf(restartEntries);

const notYet = optional(refused("is not yet available in this version"));

/** Options of later versions: known by name, so that they are told from a slip of the pen. */
export const laterEntries = {
  foreignShutdown: notYet,
  ifUsersLoggedOn: notYet,
  alsoIf: notYet,
  group: notYet,
  maxUnavailable: notYet,
  stopAfterFailures: notYet,
};

/** A warning that outlasts the deadline would make every restart fail. */
export function warningFitsDeadline(...[options, fault]: Parameters<Rule>): void {
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

/** Whether the component restarts the host at all. */
export const whenEntries = {
  /** `never`, or `ifRequired`: only when the setting is not active without. Plain, because it decides which resources exist. */
  when: choice("never", "ifRequired"),
};

/** What `reboot` of the component must look like. */
export const componentRebootSchema = object(
  { ...whenEntries, ...restartEntries, ...laterEntries },
  warningFitsDeadline,
);
