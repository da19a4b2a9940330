import { NatTraversalError, RebootUnprovenError } from "../../errors";
import type { Status } from "../../nat-traversal/setting-state";
import type { RebootOutputs } from "../../restart/reboot-state";
import { PartialFailureError } from "../context";

/**
 * The error for a restart that was asked for and is not over, or not proven: state remembers the request, so that the next
 * update goes on and does not restart the host a second time.
 */
export function partialRebootFailure(
  id: string,
  failure: unknown,
  outputs: (evaluated: { readonly status: Status; readonly statusReason: string }) => RebootOutputs,
): PartialFailureError {
  const status: Status = failure instanceof RebootUnprovenError ? "unknown" : "rebootPending";
  const statusReason =
    failure instanceof NatTraversalError
      ? `${failure.code}: ${failure.details.problem}.`
      : messageOf(failure);
  return new PartialFailureError(id, { ...outputs({ status, statusReason }) }, [messageOf(failure)], {
    cause: failure,
  });
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
