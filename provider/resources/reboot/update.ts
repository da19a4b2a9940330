import { addressOf } from "../../hosts/connect";
import type { RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import type { LifecycleContext } from "../context";
import { sameData } from "../same-inputs";
import { convergeReboot } from "./converge";
import type { StoredReboot } from "./stored-reboot";

/**
 * As create, going on where an earlier run stopped. Where nothing asks for a restart, since the setting is in force and neither
 * the change nor the machine is another, no host is contacted.
 */
export async function updateReboot(
  context: LifecycleContext,
  id: string,
  olds: StoredReboot,
  news: RebootInputs,
): Promise<{ readonly outs: RebootOutputs }> {
  if (!onlyOptionsChanged(olds, news)) return { outs: await convergeReboot(context, id, news, olds) };
  const { status, statusReason, lastReboot, pendingReasons } = olds;
  const kept = { status, statusReason, pendingReasons, ...(lastReboot === undefined ? {} : { lastReboot }) };
  return { outs: { ...news, ...kept, host: addressOf(news.connection).host, __stateVersion: 1 } };
}

function onlyOptionsChanged(olds: StoredReboot, news: RebootInputs): boolean {
  return (
    olds.status === "active" &&
    sameData(olds.triggers, news.triggers) &&
    sameData(olds.setting.machine, news.setting.machine)
  );
}
