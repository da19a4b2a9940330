import { NatTraversalError } from "../errors";
import { type LaterRejection, laterRejectionOf } from "../hosts/credential-gate";

/** Windows refuses logons while it boots, until NETLOGON and its domain's controllers are reached. Few and spaced, so that no account is locked. */
const pausesSeconds = [15, 30, 60];

/** A further try at a logon. */
export interface LogonRetry {
  readonly error: NatTraversalError;
  readonly pauseMilliseconds: number;
  /** For people who wait. */
  readonly progress: string;
  /** To be called right before the try. */
  readonly allow: LaterRejection["allowAgain"];
}

/** The next try where a host refuses a logon that it took earlier in this run; undefined if there is none, or none before the deadline. */
export function logonRetry(failure: unknown, remainingMilliseconds: number): LogonRetry | undefined {
  const rejection = laterRejectionOf(failure);
  const seconds = pausesSeconds[(rejection?.times ?? 0) - 1];
  if (!(failure instanceof NatTraversalError) || rejection === undefined || seconds === undefined) return;
  if (seconds * 1_000 >= remainingMilliseconds) return;
  return {
    error: failure,
    pauseMilliseconds: seconds * 1_000,
    progress: `refuses the logon that it accepted earlier in this run; try ${rejection.times} of ${pausesSeconds.length} follows in ${seconds} s`,
    allow: () => rejection.allowAgain(),
  };
}
