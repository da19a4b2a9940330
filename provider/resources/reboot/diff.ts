import { restartOutlook } from "../../restart/outlook";
import { rebootInputNames } from "../../restart/reboot-inputs";
import type { RebootInputs } from "../../restart/reboot-state";
import { holdsUnknown } from "../../validation/schema";
import { changedInputs } from "../same-inputs";
import { statusLine } from "../status-line";
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
  if (mayRestart) return { changes: true, warnings: [restartNote(olds, news)] };
  if (changed.length > 0) return { changes: true, warnings: [] };
  // No call follows, so that only diff can name a host on which the setting is not active.
  const line = statusLine(olds);
  return { changes: false, warnings: line === undefined ? [] : [line] };
}

function wantsRestart({ status, lastReboot }: StoredReboot, { ifUnknown, triggers }: RebootInputs): boolean {
  if (status === "rebootPending") return true;
  if (status !== "unknown") return false;
  // A restart of an earlier change is never resumed, and one that this change has had, proven or not, is never repeated.
  const ofThisChange = lastReboot !== undefined && lastReboot.change === triggers?.change;
  return ofThisChange ? lastReboot.evidence === undefined : ifUnknown === "reboot";
}

function restartNote(olds: StoredReboot, news: RebootInputs): string {
  const { lastReboot } = olds;
  const sameChange = !holdsUnknown(news.triggers) && lastReboot?.change === news.triggers?.change;
  if (sameChange && lastReboot !== undefined && lastReboot.evidence === undefined) {
    return `the restart requested at ${lastReboot.requested} is not finished; the update resumes it`;
  }
  return restartOutlook(news);
}
