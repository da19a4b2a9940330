import {
  AuthenticationError,
  DifferentMachineError,
  HostKeyError,
  NatTraversalError,
  ProtocolError,
  TlsError,
  TwoOwnersError,
  UnexpectedOutputError,
  UnreachableError,
  UnsupportedOsError,
  UnsupportedShellError,
} from "../../errors";
import { describeValue } from "../../windows/registry-value";
import type { StoredSetting } from "./stored-setting";

/** What a host shows that is gone, or whose address leads to something else now. */
const lost = [
  UnreachableError,
  DifferentMachineError,
  HostKeyError,
  TlsError,
  ProtocolError,
  UnsupportedShellError,
  UnsupportedOsError,
  UnexpectedOutputError,
] as const;

/** Whether an error may mean that the setting's own machine does not answer at its address any more, for good. */
export function isHostLost(error: unknown): error is NatTraversalError {
  return lost.some((kind) => error instanceof kind);
}

/**
 * The error of a delete, with every way to let go of a host that will not come back. A credential that is refused is not taken for a lost
 * host, since a mistyped password must not make a destroy forget anything; yet it may be what a lost host's successor answers.
 */
export function withWaysOut(error: unknown, { previous }: Pick<StoredSetting, "previous">): unknown {
  if (!(error instanceof NatTraversalError)) return error;
  const mayBeLost = error instanceof AuthenticationError || error instanceof TwoOwnersError;
  if (!mayBeLost && !isHostLost(error)) return error;
  return error.withDetails({ hint: `${error.details.hint} ${waysOut(describeValue(previous))}` });
}

function waysOut(previous: string): string {
  return `The state is kept, and with it the original value (${previous}). If the host is gone for good: set onUnreachable: { delete: "forget" } or onDelete: "keep", run \`pulumi up\`, then repeat the destroy; or run \`pulumi state delete\` with this resource's URN (add --target-dependents where a Reboot depends on it).`;
}
