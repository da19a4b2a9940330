import { type Clock, withDeadline } from "../clock";
import { UnreachableError } from "../errors";
import type { Host } from "../hosts/host";

/**
 * The same host, on which no call outlives the deadline (milliseconds since the Unix epoch), whatever its own limits are.
 * A call that is still pending then fails with UnreachableError, and its connection is closed.
 */
export function hostUntil(host: Host, clock: Clock, deadlineAt: number): Host {
  return {
    name: host.name,
    isThisMachine: host.isThisMachine === true,
    disconnect: () => host.disconnect(),
    run: async (commandLine, limits = {}) => {
      const left = deadlineAt - clock.now();
      if (left <= 0) throw tooLate(host.name, false);
      const most = (seconds: number | undefined) =>
        seconds === undefined ? undefined : Math.min(seconds, left / 1_000);
      const bounded = {
        timeoutSeconds: most(limits.timeoutSeconds),
        connectTimeoutSeconds: most(limits.connectTimeoutSeconds),
      };
      return withDeadline(clock, left, host.run(commandLine, bounded), () => {
        void host.disconnect();
        return tooLate(host.name, true);
      });
    },
  };
}

function tooLate(host: string, commandMayHaveRun: boolean): UnreachableError {
  return new UnreachableError({
    operation: "run a command",
    host,
    problem: "no answer came before the deadline of the restart",
    hint: "Check the computer's console.",
    phase: "waiting for output",
    commandMayHaveRun,
  });
}
