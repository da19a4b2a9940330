import { RebootRefusedError, RebootTimeoutError, RebootUnprovenError } from "../errors";
import type { RestartState, RestartStep } from "./restart-state";

/** The named error for a restart that failed; says the phase, the time it took and the last thing that went wrong. */
export function restartError(
  host: string,
  elapsedSeconds: number,
  state: RestartState,
  step: Extract<RestartStep, { do: "fail" }>,
  cause?: unknown,
): RebootRefusedError | RebootTimeoutError | RebootUnprovenError {
  const lastError = state.lastError === undefined ? "" : `; last error: ${withoutFullStop(state.lastError)}`;
  const where = `phase "${state.phase}", ${elapsedSeconds} s after it began${lastError}`;
  const details = { operation: "restart the computer", host, cause };
  switch (step.code) {
    case "REBOOT_REFUSED":
      return new RebootRefusedError({
        ...details,
        problem: step.problem,
        hint: refusalAdvice(step.exitCode),
      });
    case "REBOOT_TIMEOUT":
      return new RebootTimeoutError({
        ...details,
        problem: `${step.problem} (${where})`,
        hint: "Look at the computer's console. `pulumi up` goes on where this run stopped, and does not restart it a second time; reboot.timeoutSeconds gives it longer.",
      });
    case "REBOOT_UNPROVEN":
      return new RebootUnprovenError({
        ...details,
        problem: `${step.problem} (${where})`,
        hint: "It is not restarted a second time for this change. Make sure by hand that it was restarted (System event log, Kernel-General 12), then run `pulumi refresh`.",
      });
  }
}

function refusalAdvice(exitCode: number | undefined): string {
  switch (exitCode) {
    case 5:
      return 'Give the account the user rights "Shut down the system" (SeShutdownPrivilege) and, as it logs on over the network, "Force shutdown from a remote system" (SeRemoteShutdownPrivilege), or use an administrator.';
    case 21:
    case 53:
    case 1722:
      return "Wait until its start or stop is over, and run `pulumi up` again.";
    default:
      return `See \`net helpmsg ${exitCode ?? 1}\` on a Windows computer for the reason; the computer was not restarted.`;
  }
}

function withoutFullStop(text: string): string {
  return text.replace(/\.\s*$/, "");
}
