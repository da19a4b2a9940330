import { undoneAtEveryStart } from "../../restart/decide";
import { rebootInputNames } from "../../restart/reboot-inputs";
import type { RebootInputs } from "../../restart/reboot-state";
import type { LifecycleContext } from "../context";
import { changedInputs } from "../same-inputs";
import { statusLine } from "../status-line";
import type { StoredReboot } from "./last-reboot";
import { expectRestart, restartNote, waitNote } from "./outlook";
import { isStillAwaited } from "./ready";

/** What diff answers: whether an update is due, and what the user should know beyond the lines the engine shows. */
export interface RebootDiff {
  readonly changes: boolean;
  /** At most one line. */
  readonly warnings: readonly string[];
}

/**
 * Compares the state with the new inputs. Pure. `setting` informs and never triggers; a restart that is pending is a change by
 * itself, and so is an unknown status if the program wants a restart then, or if one that was requested is not finished,
 * and a wait for what did not work after one.
 * Nothing ever replaces. With `context`, a restart that may come is noted for the run, and its turn is told.
 */
export function diffReboot(
  olds: StoredReboot,
  news: RebootInputs,
  context?: Pick<LifecycleContext, "run" | "urn">,
): RebootDiff {
  const names = rebootInputNames.filter((name) => name !== "setting");
  const { setting: _informs, ...compared } = news;
  const changed = changedInputs(names, { ...olds }, compared);
  const wanted = wantsRestart(olds, news);
  const mayRestart = wanted || changed.includes("triggers");
  if (mayRestart) {
    const turns = context && expectRestart(context, olds, news);
    const note = restartNote(olds, news);
    return { changes: true, warnings: [turns === undefined ? note : `${note}; ${turns}`] };
  }
  if (isStillAwaited(news, olds)) return { changes: true, warnings: [waitNote(olds, news)] };
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
  if (ofThisChange && lastReboot.evidence !== undefined) return false;
  // One that came to nothing is nothing to resume.
  if (ofThisChange && lastReboot.cameToNothing !== true) return true;
  return ifUnknown === "reboot" && undoneAtEveryStart(lastReboot?.undone) === undefined;
}
