import type { CommandResult, ShellCommand } from "../hosts/host";
import { ifSucceeded, oneLine, quoted } from "./command-line";
import { hasKey, parseRegistry, readValue } from "./registry-listing";
import { queryKey, queryValue } from "./registry-value";

/** A value whose presence says that the host is still in the boot that we mean. */
export interface BootGuard {
  /** Full registry path of the key, which exists in every boot. */
  readonly key: string;
  /** Name of the value that the next boot removes; without one nothing can be made to depend on it. */
  readonly valueName?: string | undefined;
}

/** What a restart request consists of. */
export interface ShutdownRequest {
  /** Seconds between the request and the host going down, during which users are warned; 5 at least, so that the exit code arrives. */
  readonly warningSeconds: number;
  /** Shown to people on the host and kept in its event 1074; cut to what every Windows takes. */
  readonly message: string;
  readonly guard: BootGuard;
}

/** What a request for a restart came to. */
export type ShutdownAnswer =
  /** Windows took it: the host goes down when the warning time is over. */
  | { readonly kind: "accepted" }
  /** 1190: a shutdown is already scheduled; ours was not added. */
  | { readonly kind: "alreadyScheduled" }
  /** 1115: a shutdown is in progress. */
  | { readonly kind: "underWay" }
  /** 5: the account may not restart the host. */
  | { readonly kind: "denied" }
  /** 21, 53, 1722: Windows is too early in its start, or too late in its stop, to take a request. */
  | { readonly kind: "notReady"; readonly code: number }
  /** The guarding value is absent: the host has been restarted since, and no shutdown was requested. */
  | { readonly kind: "notAsked" }
  /** Exit code 0 without the output that comes with it, as after a command that was killed: nothing is known. */
  | { readonly kind: "doubtful" }
  /** Anything else. */
  | { readonly kind: "refused"; readonly code: number };

/** XP and Server 2003 take no longer comment. */
const longestMessage = 127;

/** `shutdown` for a full restart (never Fast Startup): planned, Operating System: Reconfiguration. Dashes suit every shell. */
function shutdownCommand(warningSeconds: number, message: string): string {
  const text = message.slice(0, longestMessage).trim();
  return `shutdown -r -f -t ${Math.max(5, Math.trunc(warningSeconds))} -d p:2:4 -c ${quoted(text)}`;
}

/**
 * The line that requests a restart only while the guarding value is there: Windows itself decides this, so that a request
 * that arrives late, on a connection opened after the restart, cannot cause a second one.
 * Without a guarding value the key is listed first, as the proof that the line was begun.
 */
export function restartLine(request: ShutdownRequest): ShellCommand {
  const command = shutdownCommand(request.warningSeconds, request.message);
  const { key, valueName } = request.guard;
  if (valueName === undefined) return oneLine([queryKey(key), command]);
  return ifSucceeded(queryValue(key, valueName), command);
}

/** Reads what `restartLine` gave back: by exit code, by the key's own listing, and by the number in the text where a transport loses codes. */
export function readShutdownAnswer(result: CommandResult, guard: BootGuard): ShutdownAnswer {
  const listing = parseRegistry(result.output);
  const begun =
    guard.valueName === undefined
      ? hasKey(listing, guard.key)
      : readValue(listing, guard.key, guard.valueName).state === "present";
  if (result.exitCode === 0) return begun ? { kind: "accepted" } : { kind: "doubtful" };
  const named = numberInText(`${result.errorOutput}\n${result.output}`);
  if (result.exitCode === 1) {
    if (named !== undefined) return answerOf(named);
    return guard.valueName !== undefined && !begun ? { kind: "notAsked" } : { kind: "refused", code: 1 };
  }
  return answerOf(result.exitCode);
}

/** Codes that are the last 8 bits of a Windows code: some SSH servers and shells cut them so. */
const cutCodes: ReadonlyMap<number, number> = new Map(
  [1115, 1116, 1190, 1191, 1722].map((code) => [code & 0xff, code]),
);

function answerOf(exitCode: number): ShutdownAnswer {
  const code = cutCodes.get(exitCode) ?? exitCode;
  switch (code) {
    case 5:
      return { kind: "denied" };
    case 1115:
      return { kind: "underWay" };
    case 1190:
      return { kind: "alreadyScheduled" };
    case 21:
    case 53:
    case 1722:
      return { kind: "notReady", code };
    default:
      return { kind: "refused", code };
  }
}

/** `...: A system shutdown is in progress.(1115)`: the sentence is localised, the number is not. */
function numberInText(text: string): number | undefined {
  const found = /\((\d{1,5})\)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
