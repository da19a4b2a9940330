import { addressOf } from "../../hosts/connect";
import type { ComputerKind } from "../../restart/group";
import { stillPutOff } from "../../restart/pending-since";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { keptReboot } from "./last-reboot";

/** What a run has found out, or an earlier one. */
export interface RebootFindings extends Pick<RebootOutputs, "status" | "statusReason" | "pendingReasons"> {
  readonly lastReboot?: LastReboot | undefined;
  /** In milliseconds since the Unix epoch. */
  readonly pendingSince?: number | undefined;
  readonly computerKind?: ComputerKind | undefined;
  readonly notReady?: readonly string[] | undefined;
}

/** The outputs of a reboot, as state keeps them. */
export function outputsOf(
  news: RebootInputs,
  {
    status,
    statusReason,
    lastReboot,
    pendingReasons,
    pendingSince,
    computerKind,
    notReady = [],
  }: RebootFindings,
): RebootOutputs {
  const since = stillPutOff(status, pendingSince);
  return {
    ...news,
    host: addressOf(news.connection).host,
    status,
    statusReason,
    ...(lastReboot === undefined ? {} : { lastReboot: keptReboot(lastReboot, news.setting) }),
    notReady,
    pendingReasons,
    ...(since === undefined ? {} : { pendingSince: new Date(since).toISOString() }),
    ...(computerKind === undefined ? {} : { computerKind }),
    __stateVersion: 1,
  };
}
