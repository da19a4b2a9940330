import { type NatTraversalError, ProtocolError, UnreachableError } from "../../errors";
import { sanitize } from "../../sanitize";
import type { BrokenWay } from "./dial";
import { notReached } from "./dial";
import { type SshAddress, unreachable } from "./failure";

/** A failure of the connection to the jump host, as whoever wanted to get to `target` through it is told. */
export function onTheWay(error: NatTraversalError, target: string): NatTraversalError {
  const problem = `${error.details.problem}; it is the jump host on the way to ${target}`;
  const lost = { problem, operation: `reach ${target} by way of the jump host` };
  if (error instanceof ProtocolError) return error.withDetails(lost);
  if (!(error instanceof UnreachableError)) return error.withDetails({ problem });
  return new UnreachableError({ ...error.details, ...lost, phase: error.phase, commandMayHaveRun: false });
}

/** The jump host opens no channel to the target; `error` is what the SSH library made of its answer (RFC 4254 section 5.1). */
export function notForwarded(jumpHost: string, target: SshAddress, error: unknown): UnreachableError {
  const { reason, message } = (error ?? {}) as { reason?: unknown; message?: unknown };
  const said = typeof message === "string" ? sanitize(message.replace(/^\(SSH\) [^:]*: /, "")) : "";
  const { problem, hint } = refusalOf(reason, jumpHost, target);
  return unreachable(target, notReached, said === "" ? problem : `${problem}: ${said}`, error, hint);
}

/** The jump host has not answered whether the target can be connected to. */
export function notForwardedInTime(jumpHost: string, target: SshAddress, seconds: number): UnreachableError {
  return unreachable(
    target,
    notReached,
    `the jump host ${jumpHost} could not connect to it within ${seconds} s`,
    undefined,
    reachableFrom(jumpHost, target),
  );
}

/** The connection to the jump host ended under a connection that went through it. */
export function wayLost(jumpHost: string, error: NatTraversalError): BrokenWay {
  return {
    problem: `the connection to the jump host ${jumpHost} was lost: ${error.details.problem}`,
    hint: `Check sshd on the jump host ${jumpHost}; the next command opens the way anew.`,
  };
}

function refusalOf(reason: unknown, jumpHost: string, target: SshAddress): BrokenWay {
  switch (reason) {
    case 1:
      return {
        problem: `the jump host ${jumpHost} does not allow connections to it`,
        hint: `Allow them on ${jumpHost} in sshd_config (AllowTcpForwarding, PermitOpen, DisableForwarding), and in the options of the account's key.`,
      };
    case 2:
      return {
        problem: `the jump host ${jumpHost} could not connect to it`,
        hint: reachableFrom(jumpHost, target),
      };
    case 3:
      return {
        problem: `the jump host ${jumpHost} does not forward connections`,
        hint: "Use an SSH server that forwards TCP connections (direct-tcpip).",
      };
    case 4:
      return {
        problem: `the jump host ${jumpHost} is short of resources`,
        hint: `Look at the load of ${jumpHost}, and at its limits for open files.`,
      };
    default:
      return {
        problem: `the jump host ${jumpHost} opened no channel to it`,
        hint: `Look at the log of sshd on ${jumpHost}.`,
      };
  }
}

function reachableFrom(jumpHost: string, { port }: SshAddress): string {
  return `Check that the host is up, that ${jumpHost} knows its name and address, and that firewalls let TCP port ${port} through from there.`;
}
