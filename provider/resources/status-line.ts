import type { Status } from "../nat-traversal/setting-state";

/** What a line says of a host that the setting is not active on. */
export interface HostStatus {
  readonly host: string;
  readonly status: Status;
  readonly statusReason: string;
}

/** The host, its status and the reason in one line, for the summary of a run; undefined where nothing is left to do. */
export function statusLine({ host, status, statusReason }: HostStatus): string | undefined {
  if (status === "active") return undefined;
  const when = status === "rebootPending" ? `, in effect after the next restart of ${host}` : "";
  return `${host}: ${status}${when}. ${statusReason}`;
}
