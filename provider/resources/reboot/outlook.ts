import { type ExpectedRestart, expectedSeconds, forecast } from "../../restart/forecast";
import { restartOutlook } from "../../restart/outlook";
import { readyWhenInWords } from "../../restart/ready-when";
import type { RebootInputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { windowInWords } from "../../restart/window";
import { type Fields, holdsUnknown } from "../../validation/schema";
import type { LifecycleContext } from "../context";
import type { StoredReboot } from "./last-reboot";

/** What an update that may restart the host will do, as one line; `olds` is what state has of it. Pure. */
export function restartNote(olds: StoredReboot | undefined, news: RebootInputs): string {
  const { triggers, window } = news;
  const { lastReboot } = olds ?? {};
  const sameChange = !holdsUnknown(triggers) && lastReboot?.change === triggers?.change;
  if (sameChange && lastReboot !== undefined && lastReboot.evidence === undefined) {
    return `the restart requested at ${lastReboot.requested} is not finished; the update resumes it`;
  }
  const when = window === undefined || holdsUnknown(window) ? "" : `, only ${windowInWords(window)}`;
  return `${restartOutlook(news)}${when}`;
}

/** What an update will do that waits again for what did not work after the last restart, as one line. Pure. */
export function waitNote(
  olds: Pick<StoredReboot, "notReady">,
  { readyWhen }: Pick<RebootInputs, "readyWhen">,
): string {
  const until = readyWhen === undefined ? "" : ` until ${readyWhenInWords(readyWhen)}`;
  return `waits${until}, without a restart; not ready before: ${(olds.notReady ?? []).join("; ")}`;
}

/**
 * Notes that a restart may come in this run, and tells how the hosts take their turns and how long all that were noted so far may take; half a
 * sentence, or undefined while nothing is known of the group.
 */
export function expectRestart(
  { run, urn }: Pick<LifecycleContext, "run" | "urn">,
  olds: StoredReboot | undefined,
  { group, warningSeconds }: Pick<RebootInputs, "group" | "warningSeconds">,
): string | undefined {
  if (urn === undefined || holdsUnknown(group) || holdsUnknown(warningSeconds)) return undefined;
  const own: ExpectedRestart = {
    group,
    kind: olds?.computerKind,
    seconds: expectedSeconds(warningSeconds ?? restartDefaults.warningSeconds, olds?.lastReboot),
  };
  run.expectedRestarts.set(urn, own);
  return forecast(own, run.expectedRestarts.values());
}

/** The same for a reboot that state does not have yet, of which only the form is proven. */
export function outlookOnReboot(context: Pick<LifecycleContext, "run" | "urn">, inputs: Fields): string {
  const news = inputs as unknown as RebootInputs;
  const turns = expectRestart(context, undefined, news);
  const note = restartNote(undefined, news);
  return turns === undefined ? note : `${note}; ${turns}`;
}
