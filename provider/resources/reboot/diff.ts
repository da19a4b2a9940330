import { addressOf } from "../../hosts/connect";
import { rebootInputNames } from "../../restart/reboot-inputs";
import type { RebootInputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { holdsUnknown } from "../../validation/schema";
import { changedInputs } from "../same-inputs";
import type { StoredReboot } from "./last-reboot";

/** What diff answers: whether an update is due, and what the user should know beyond the lines the engine shows. */
export interface RebootDiff {
  readonly changes: boolean;
  /** At most one line. */
  readonly warnings: readonly string[];
}

/**
 * Compares the state with the new inputs. Pure. `setting` informs and never triggers; a restart that is pending is a change by
 * itself, and so is an unknown status if the program wants a restart then, or if one that was requested is not finished.
 * Nothing ever replaces.
 */
export function diffReboot(olds: StoredReboot, news: RebootInputs): RebootDiff {
  const names = rebootInputNames.filter((name) => name !== "setting");
  const { setting: _informs, ...compared } = news;
  const changed = changedInputs(names, { ...olds }, compared);
  const wanted = wantsRestart(olds, news);
  const mayRestart = wanted || changed.includes("triggers");
  return { changes: wanted || changed.length > 0, warnings: mayRestart ? [restartNote(olds, news)] : [] };
}

function wantsRestart({ status, lastReboot }: StoredReboot, { ifUnknown, triggers }: RebootInputs): boolean {
  if (status === "rebootPending") return true;
  if (status !== "unknown") return false;
  // A restart of an earlier change is never resumed, and one that this change has had, proven or not, is never repeated.
  const ofThisChange = lastReboot !== undefined && lastReboot.change === triggers?.change;
  return ofThisChange ? lastReboot.evidence === undefined : ifUnknown === "reboot";
}

function restartNote(olds: StoredReboot, { connection, triggers, warningSeconds }: RebootInputs): string {
  const host = holdsUnknown(connection) ? olds.host : addressOf(connection).host;
  const { lastReboot } = olds;
  const sameChange = !holdsUnknown(triggers) && lastReboot?.change === triggers?.change;
  if (sameChange && lastReboot !== undefined && lastReboot.evidence === undefined) {
    return `${host}: the restart requested at ${lastReboot.requested} is not finished; the update resumes it`;
  }
  const warning = holdsUnknown(warningSeconds) ? "some" : (warningSeconds ?? restartDefaults.warningSeconds);
  return `${host}: the computer will be restarted if the setting requires it (its users are warned ${warning} seconds before)`;
}
