import { type NatTraversalError, ProtocolError, UnreachableError } from "../../errors";
import { quoteForeign } from "../../sanitize";
import type { BrokenWay } from "./dial";
import { notReached, type SshAddress, sshFailures } from "./failure";

/** A failure of the connection to the jump host, for the caller that wanted to reach `target` through it. */
export function onTheWay(error: NatTraversalError, target: string): NatTraversalError {
  const problem = `${error.details.problem}; this is the jump host for ${target}`;
  const lost = { problem, operation: `reach ${target} through the jump host` };
  if (error instanceof ProtocolError) return error.withDetails(lost);
  if (!(error instanceof UnreachableError)) return error.withDetails({ problem });
  return new UnreachableError({ ...error.details, ...lost, phase: error.phase, commandMayHaveRun: false });
}

/** The jump host opens no channel to the target; `error` is what the SSH library made of its answer (RFC 4254 section 5.1). */
export function notForwarded(jumpHost: string, target: SshAddress, error: unknown): UnreachableError {
  const { reason, message } = (error ?? {}) as { reason?: unknown; message?: unknown };
  const said = quoteForeign(typeof message === "string" ? message.replace(/^\(SSH\) [^:]*: /, "") : "");
  const { problem, hint } = forwardingFault(reason, jumpHost, target);
  return sshFailures.unreachable(
    notReached(target),
    said === "nothing" ? problem : `${problem}: ${said}`,
    error,
    hint,
  );
}

/** The jump host has not answered whether the target can be connected to. */
export function notForwardedInTime(jumpHost: string, target: SshAddress, seconds: number): UnreachableError {
  return sshFailures.unreachable(
    notReached(target),
    `the jump host ${jumpHost} could not connect to this host within ${seconds} s`,
    undefined,
    reachableFrom(jumpHost, target),
  );
}

/** The connection to the jump host ended under a connection that went through it. */
export function wayLost(jumpHost: string, error: NatTraversalError): BrokenWay {
  return {
    problem: `the connection to the jump host ${jumpHost} was lost: ${error.details.problem}`,
    hint: `Check sshd on the jump host ${jumpHost}; the next command reconnects.`,
  };
}

function forwardingFault(reason: unknown, jumpHost: string, target: SshAddress): BrokenWay {
  switch (reason) {
    case 1:
      return {
        problem: `the jump host ${jumpHost} does not allow connections to this host`,
        hint: `Allow them in sshd_config on ${jumpHost} (AllowTcpForwarding, PermitOpen, DisableForwarding) and in the options of the account's authorized key.`,
      };
    case 2:
      return {
        problem: `the jump host ${jumpHost} could not connect to this host`,
        hint: reachableFrom(jumpHost, target),
      };
    case 3:
      return {
        problem: `the jump host ${jumpHost} does not forward connections`,
        hint: "Use an SSH server that forwards TCP connections (direct-tcpip).",
      };
    case 4:
      return {
        problem: `the jump host ${jumpHost} is out of resources`,
        hint: `Check the load on ${jumpHost} and its limit on open files.`,
      };
    default:
      return {
        problem: `the jump host ${jumpHost} did not open a channel to this host`,
        hint: `Check the log of sshd on ${jumpHost}.`,
      };
  }
}

function reachableFrom(jumpHost: string, { port }: SshAddress): string {
  return `Check that the host is up, that ${jumpHost} knows its name and address, and that firewalls let TCP port ${port} through from there.`;
}
