import { NatTraversalError, RebootUnprovenError } from "../../errors";
import type { Status } from "../../nat-traversal/setting-state";
import type { RebootOutputs } from "../../restart/reboot-state";
import { UnfinishedError } from "../context";

/**
 * The error for a restart that was asked for and is not over, or not proven: state remembers the request, so that the next
 * update goes on and does not restart the host a second time.
 */
export function unfinishedReboot(
  id: string,
  failure: unknown,
  outputs: (judged: { readonly status: Status; readonly statusReason: string }) => RebootOutputs,
): UnfinishedError {
  const status: Status = failure instanceof RebootUnprovenError ? "unknown" : "rebootPending";
  const statusReason =
    failure instanceof NatTraversalError
      ? `${failure.code}: ${failure.details.happened}.`
      : messageOf(failure);
  return new UnfinishedError(id, { ...outputs({ status, statusReason }) }, [messageOf(failure)], {
    cause: failure,
  });
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
