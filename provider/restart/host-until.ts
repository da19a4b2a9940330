import { type Clock, withDeadline } from "../clock";
import { UnreachableError } from "../errors";
import { type Host, withLimits } from "../hosts/host";

/**
 * The same host, on which no call outlives the deadline (milliseconds since the Unix epoch), whatever its own limits are.
 * A call that is still out then is given up with UnreachableError, and its connection closed.
 */
export function hostUntil(host: Host, clock: Clock, deadlineAt: number): Host {
  return withLimits(
    host,
    ({ timeoutSeconds, connectTimeoutSeconds }) => {
      const left = deadlineAt - clock.now();
      if (left <= 0) throw tooLate(host.name, false);
      const most = (seconds: number | undefined) =>
        seconds === undefined ? undefined : Math.min(seconds, left / 1_000);
      return { timeoutSeconds: most(timeoutSeconds), connectTimeoutSeconds: most(connectTimeoutSeconds) };
    },
    (call) =>
      withDeadline(clock, deadlineAt - clock.now(), call, () => {
        void host.disconnect();
        return tooLate(host.name, true);
      }),
  );
}

function tooLate(host: string, commandMayHaveRun: boolean): UnreachableError {
  return new UnreachableError({
    operation: "run a command",
    host,
    problem: "no answer came before the deadline of the restart",
    hint: "Look at the computer's console.",
    phase: "waiting for output",
    commandMayHaveRun,
  });
}
