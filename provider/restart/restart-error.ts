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
        hint: refusalHint(step.exitCode),
      });
    case "REBOOT_TIMEOUT":
      return new RebootTimeoutError({
        ...details,
        problem: `${step.problem} (${where})`,
        hint: `${whereToLook(state)} \`pulumi up\` resumes where this run stopped and does not restart the computer again; increase reboot.timeoutSeconds to wait longer.`,
      });
    case "REBOOT_UNPROVEN":
      return new RebootUnprovenError({
        ...details,
        problem: `${step.problem} (${where})`,
        hint: "It is not restarted again for this change. Check by hand that it was restarted (System event log, Kernel-General event 12), then run `pulumi refresh`.",
      });
  }
}

/** A host that answered to the end is not looked at on its console. */
function whereToLook({ phase, downAt }: RestartState): string {
  return phase === "going down" && downAt === undefined
    ? "It has not been down: its System event log tells who called the shutdown off (event 1075) or what holds it up."
    : "Check the computer's console.";
}

/** cmd's own code for a program that is not there; with 1, shutdown.exe or the shell says that something else was wrong. */
const notThere = 9009;

function refusalHint(exitCode: number | undefined): string {
  switch (exitCode) {
    case 5:
    case 1314:
      return 'Give the account the user rights "Shut down the system" (SeShutdownPrivilege) and, as it logs on over the network, "Force shutdown from a remote system" (SeRemoteShutdownPrivilege), or use an administrator account.';
    case 21:
    case 53:
    case 1717:
    case 1722:
    case 1727:
      return "Wait until Windows has finished starting or stopping, then run `pulumi up` again.";
    case 1:
    case notThere:
      return "The computer was not restarted. shutdown.exe is missing, or a policy keeps it from starting, or it did not understand the request: run `shutdown.exe /?` on the host to see.";
    default:
      return `The computer was not restarted; \`net helpmsg ${exitCode ?? 1}\` on Windows tells what the code means.`;
  }
}

function withoutFullStop(text: string): string {
  return text.replace(/\.\s*$/, "");
}
