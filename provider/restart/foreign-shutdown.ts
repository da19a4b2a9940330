import { quoteForeign } from "../sanitize";
import { askFacts, further, type Question } from "../windows/fact";
import { commentOf } from "../windows/shutdown";
import { type AskedShutdown, type ShutdownEntry, shutdownLog } from "../windows/shutdown-log";
import type { Forbidden } from "./check-restart";

/** What to do about a shutdown that somebody else has scheduled, or that is in progress. */
export type ForeignShutdownPolicy = "join" | "replace" | "fail";

/** Whose shutdown Windows has scheduled, as far as its event log tells. */
export type ScheduledShutdown =
  | { readonly whose: "ours" }
  /** `asked` says who asked for it, as a clause. */
  | { readonly whose: "theirs"; readonly asked: string }
  | { readonly whose: "unknown" };

/** A shutdown that was scheduled, or in progress, when ours was requested, and that is not known to be ours. */
export interface ForeignShutdown {
  /**
   * "met": it was left as it is · "joined": waited for · "takenAway": for ours, whatever became of that · "perhapsTakenAway": the connection was lost
   * before it was known.
   */
  readonly fate: "met" | "joined" | "takenAway" | "perhapsTakenAway";
  /** Whether Windows was already carrying it out. */
  readonly isInProgress: boolean;
  /** Who asked for it, as a clause; absent where that could not be read. */
  readonly asked?: string;
}

/** Whose it is, by the newest entry of the log: the comment of a request of ours names the change, the resource and the stack. */
export function scheduledBy(
  log: readonly ShutdownEntry[] | undefined,
  ownComment: string,
): ScheduledShutdown {
  const newest = log?.[0];
  if (newest?.kind !== "asked") return { whose: "unknown" };
  return newest.comment === ownComment ? { whose: "ours" } : { whose: "theirs", asked: askedInWords(newest) };
}

/** Asks whose it is; `message` is that of a request of ours. */
export function askWhoScheduled(message: string): Question<ScheduledShutdown> {
  return further(askFacts({ shutdownLog }), (reading) =>
    scheduledBy(reading.state === "unread" ? undefined : reading.values.shutdownLog, commentOf(message)),
  );
}

/** Who asked for a shutdown, as a clause. The words of the host are quoted, and nothing is decided by them. */
export function askedInWords({
  at,
  by,
  program,
  type,
  reason,
  reasonCode,
  comment,
}: AskedShutdown & { readonly at: string }): string {
  const told = Object.entries({ type, reason, "reason code": reasonCode, comment, program }).flatMap(
    ([name, text]) => (quoteForeign(text) === "nothing" ? [] : [`${name} ${quoteForeign(text)}`]),
  );
  const who = quoteForeign(by) === "nothing" ? "somebody" : quoteForeign(by);
  return `event 1074: ${who} asked for it at ${at}${told.length === 0 ? "" : `, ${told.join(", ")}`}`;
}

/** Which it is, as a noun phrase, with who asked for it. */
function inWords({ isInProgress, asked }: Pick<ForeignShutdown, "isInProgress" | "asked">): string {
  const who = asked ?? "who asked for it cannot be read";
  return `another shutdown that ${isInProgress ? "is in progress" : "is scheduled"} (${who})`;
}

function untold({ isInProgress }: Pick<ForeignShutdown, "isInProgress">): string {
  const kind = "it is a restart or a power-off";
  return `Windows does not tell ${isInProgress ? "whether" : "when it comes, nor whether"} ${kind}`;
}

/** What people should know of a shutdown that is waited for, as a clause. */
export function joinedInWords(foreign: ForeignShutdown, policy: ForeignShutdownPolicy): string {
  const why = policy === "replace" && foreign.isInProgress ? ", which cannot be taken away any more" : "";
  return `waits for ${inWords(foreign)}${why}; ${untold(foreign)}`;
}

/** What people should know of a shutdown in whose place Windows took ours, as a clause. */
export function replacedInWords({ asked }: ForeignShutdown): string {
  return `replaced a shutdown that was scheduled (${asked ?? "who asked for it cannot be read"}) by its own restart`;
}

/** What is lost with a shutdown that was taken away, as a sentence. */
export function lostInWords(foreign: ForeignShutdown | undefined): string | undefined {
  if (foreign === undefined) return undefined;
  const { fate, asked } = foreign;
  if (fate !== "takenAway" && fate !== "perhapsTakenAway") return undefined;
  const who = asked ?? "who had asked for it cannot be read";
  const what =
    fate === "takenAway"
      ? "was taken away for this restart"
      : "may have been taken away for this restart (the connection was lost)";
  return `A shutdown that was scheduled before ${what}, and is not scheduled again: ${who}.`;
}

/** The failure where another shutdown is neither waited for nor replaced; `because` says why it was not replaced, where that was wanted. */
export function refuseForeign(foreign: ForeignShutdown, because?: string): Forbidden {
  const what = because === undefined ? "" : `, which ${because}`;
  const instead = because === undefined ? '"join" or "replace"' : '"join"';
  return {
    result: "fail",
    problem: `there is ${inWords(foreign)}${what}; ${untold(foreign)}`,
    hint: `It was left as it is, and no restart was requested. Run \`pulumi up\` again when it is over, or set reboot.foreignShutdown to ${instead}.`,
  };
}

const meetings: Readonly<Record<ForeignShutdownPolicy, string>> = {
  join: "wait for it",
  replace: "replace it",
  fail: "fail",
};

/** What a run would do about a shutdown of which only the log tells, as a sentence. */
export function mayMeetInWords(asked: string, policy: ForeignShutdownPolicy): string {
  return `A shutdown may be scheduled already (${asked}); if it is, \`pulumi up\` would ${meetings[policy]}.`;
}
