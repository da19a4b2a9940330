import type { RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { type LifecycleContext, resourceIdFor } from "../context";
import { sameData } from "../same-inputs";
import { convergeReboot } from "./converge";
import { lastRebootIn, type StoredReboot } from "./last-reboot";
import { outputsOf } from "./outputs";
import { isStillAwaited } from "./ready";

/**
 * As create, resuming where an earlier run stopped. Where nothing asks for a restart, because the setting is active and neither
 * the change nor the machine is another, and nothing is waited for that did not work, no host is contacted.
 */
export async function updateReboot(
  context: LifecycleContext,
  id: string,
  olds: StoredReboot,
  news: RebootInputs,
): Promise<{ readonly outs: RebootOutputs }> {
  if (!onlyOptionsChanged(olds, news) || isStillAwaited(news, olds)) {
    sayWhatIsChecked(context);
    return { outs: await convergeReboot(context, id, news, olds) };
  }
  return {
    outs: outputsOf(news, { ...olds, lastReboot: lastRebootIn(olds), pendingSince: undefined, notReady: [] }),
  };
}

function onlyOptionsChanged(olds: StoredReboot, news: RebootInputs): boolean {
  return (
    olds.status === "active" &&
    sameData(olds.triggers, news.triggers) &&
    sameData(olds.setting.machine, news.setting.machine)
  );
}

/** Restarts the host if that is required; throws PartialFailureError where a restart was requested and is not finished. */
export async function createReboot(
  context: LifecycleContext,
  inputs: RebootInputs,
): Promise<{ readonly id: string; readonly outs: RebootOutputs }> {
  const id = resourceIdFor(context.urn);
  sayWhatIsChecked(context);
  return { id, outs: await convergeReboot(context, id, inputs, undefined) };
}

/** Takes the place of what diff has announced. */
function sayWhatIsChecked({ log }: LifecycleContext): void {
  log.progress("reading whether a restart is required");
}

/** A restart cannot be undone, and taking the resource away never causes one: nothing is done, and no host is contacted. */
export async function deleteReboot(
  _context: LifecycleContext,
  _id: string,
  _olds: StoredReboot,
): Promise<void> {}
