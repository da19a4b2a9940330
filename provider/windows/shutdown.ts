import type { CommandResult } from "../hosts/host";
import { type Command, quoted } from "./command-line";
import { further, type Question } from "./fact";
import { frame } from "./frame";
import { type CommandAnswer, saying } from "./line-answer";
import { readValue } from "./registry-answer";
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
  /** 5, 1314: the account may not restart the host. */
  | { readonly kind: "denied"; readonly code: number }
  /** 21, 53, 1717, 1722, 1727: Windows is too early in its start, or too late in its stop, to take a request. */
  | { readonly kind: "notReady"; readonly code: number }
  /** The guarding value is absent: the host has been restarted since, and no shutdown was requested. */
  | { readonly kind: "notAsked" }
  /** What came does not tell whether a shutdown was requested, as after a command that was killed; `came` says it as a clause. */
  | { readonly kind: "doubtful"; readonly came: string }
  /** Anything else. */
  | { readonly kind: "refused"; readonly code: number };

/** XP and Server 2003 take no longer comment. */
export const longestMessage = 127;

/** `shutdown` for a full restart (never Fast Startup): planned, Operating System: Reconfiguration. Dashes suit every shell. */
function shutdownCommand({ warningSeconds, message }: ShutdownRequest): Command {
  return `shutdown -r -f -t ${Math.max(5, Math.trunc(warningSeconds))} -d p:2:4 -c ${quoted(commentOf(message))}`;
}

/** What a request says in event 1074. */
export function commentOf(message: string): string {
  return message.slice(0, longestMessage).trim();
}

/**
 * Requests a restart, only while the guarding value is there: Windows itself decides this, so that a request that arrives late, on a
 * connection opened after the restart, cannot cause a second one. The key is listed first: without the listing, that a value is missing would not be known.
 */
export function requestRestart(request: ShutdownRequest, nonce?: string): Question<ShutdownAnswer> {
  return further(guardedRequest([], request, nonce), ({ answer }) => answer);
}

/** What came of requesting a restart in the place of another shutdown. */
export interface ReplaceAnswer {
  readonly answer: ShutdownAnswer;
  /** Whether one was taken away first; "perhaps" where the answer does not tell. */
  readonly takenAway: "yes" | "no" | "perhaps";
}

/**
 * Takes away the shutdown that is scheduled, whoever asked for it, and requests ours, in one line: no connection can be lost in between. It is for the
 * boot in which the other one was met, and so for the connection over which that was told: that it is taken away depends on nothing else.
 */
export function replaceShutdown(request: ShutdownRequest, nonce?: string): Question<ReplaceAnswer> {
  return further(guardedRequest([abort], request, nonce), ({ answer, first }) => ({
    answer,
    takenAway: first === undefined ? "perhaps" : first.succeeded ? "yes" : "no",
  }));
}

const abort = "shutdown -a";

/** The answer to a request, and that of the command before it. */
interface GuardedAnswer {
  readonly answer: ShutdownAnswer;
  readonly first?: CommandAnswer | undefined;
}

function guardedRequest(
  first: readonly Command[],
  request: ShutdownRequest,
  nonce: string | undefined,
): Question<GuardedAnswer> {
  const { key, valueName } = request.guard;
  const guard = valueName === undefined ? [] : [queryValue(key, valueName)];
  const last = { command: shutdownCommand(request), onlyIfSucceeded: valueName !== undefined };
  const { line, takeApart } = frame([...first, queryKey(key), ...guard], last, nonce);
  return {
    line,
    read: (result) => {
      const answer = takeApart(result);
      if (answer.state === "unread") return { answer: { kind: "doubtful", came: answer.came } };
      const [listing, guarded] = answer.answers.slice(first.length);
      const isGuarded = listing !== undefined && guarded !== undefined && !guarded.succeeded;
      const outcome = isGuarded
        ? readGuard(listing, guarded, request.guard)
        : answerOf(exitCodeOf(result, answer.rest));
      return { answer: outcome, first: first.length === 0 ? undefined : answer.answers[0] };
    },
  };
}

/** What came of taking a shutdown back; `came` says it as a clause. */
export type CancelAnswer = { readonly kind: "cancelled" } | { readonly kind: "not"; readonly came: string };

/** Takes back whatever shutdown is scheduled: Windows knows only one, and does not tell whose it is. Afterwards none is (1116: there was none). */
export function cancelShutdown(nonce?: string): Question<CancelAnswer> {
  const { line, takeApart } = frame([], { command: abort, onlyIfSucceeded: false }, nonce);
  return {
    line,
    read: (result) => {
      const answer = takeApart(result);
      if (answer.state === "unread") return { kind: "not", came: answer.came };
      const code = exitCodeOf(result, answer.rest);
      if (code === 0 || code === 1116) return { kind: "cancelled" };
      return { kind: "not", came: `shutdown.exe -a ended with exit code ${code}` };
    },
  };
}

/** No shutdown was requested where reg.exe itself says that the value is gone; else nothing is known. */
function readGuard(
  listing: CommandAnswer,
  guarded: CommandAnswer,
  { key, valueName = "" }: BootGuard,
): ShutdownAnswer {
  const reading = readValue(guarded, listing, key, valueName);
  if (reading.state === "known") return { kind: "notAsked" };
  const came = reading.state === "unread" ? reading.came : `asked for ${key} reg.exe ${saying(listing)}`;
  return { kind: "doubtful", came };
}

/** By exit code, and by the number in the text where a transport or a shell has lost the code. */
function exitCodeOf({ exitCode, errorOutput }: CommandResult, rest: string): number {
  if (exitCode === 0) return 0;
  const named = numberInText(`${errorOutput}\n${rest}`);
  const isIt = named !== undefined && (exitCode === 1 || exitCode === (named & 0xff));
  return isIt ? named : (cutCodes.get(exitCode) ?? exitCode);
}

/** Codes that are the last 8 bits of a Windows code: some SSH servers and shells cut them so. */
const cutCodes: ReadonlyMap<number, number> = new Map(
  [1115, 1116, 1190, 1191, 1314, 1717, 1722, 1726, 1727].map((code) => [code & 0xff, code]),
);

function answerOf(code: number): ShutdownAnswer {
  switch (code) {
    case 0:
      return { kind: "accepted" };
    case 5:
    case 1314:
      return { kind: "denied", code };
    case 1115:
      return { kind: "underWay" };
    case 1190:
      return { kind: "alreadyScheduled" };
    case 21:
    case 53:
    case 1717:
    case 1722:
    case 1727:
      return { kind: "notReady", code };
    // The call failed on its way, or on its way back.
    case 1726:
      return { kind: "doubtful", came: "shutdown.exe ended with exit code 1726: its call may have arrived" };
    default:
      return { kind: "refused", code };
  }
}

/** `...: A system shutdown is in progress.(1115)`: the sentence is localised, the number is not. The last one is that of the last program. */
function numberInText(text: string): number | undefined {
  const found = [...text.matchAll(/\((\d{1,5})\)/g)].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
}
