import { quoteForeign } from "../sanitize";
import type { ShutdownEntry } from "../windows/shutdown-log";
import { askedInWords, type ForeignShutdownPolicy } from "./foreign-shutdown";

/** What a run that was cut off may have left on a host: the engine keeps no state of its call, so only the host's log can tell. */
export interface LeftBehind {
  /** The newest entries of the System log, newest first; undefined where they could not be read. */
  readonly log: readonly ShutdownEntry[] | undefined;
  /** What a request for this change says in event 1074. */
  readonly comment: string;
  readonly policy: ForeignShutdownPolicy;
}

/** What became of a request for this change that state knows nothing of, as a clause and more, with its full stop; undefined where the log shows none. */
export function leftBehindInWords({ log = [], comment, policy }: LeftBehind): string | undefined {
  const at = log.findIndex((entry) => entry.kind === "asked" && entry.comment === comment);
  const request = log[at];
  if (request === undefined) return policy === "replace" ? perhapsTakenAway(log) : undefined;
  const said = `a run that did not come to its end requested a restart at ${request.at}: ${fateInWords(log[at - 1])}.`;
  const before = callOff(log.slice(at + 1));
  return before === undefined ? said : `${said} Right before it ${before}.`;
}

/** The entry after the request decides. */
function fateInWords(next: ShutdownEntry | undefined): string {
  switch (next?.kind) {
    case "started":
      return `it went ahead, and Windows started at ${next.at}`;
    case "calledOff":
      return `it was taken back at ${next.at}, by ${quoteForeign(next.by)}`;
    case undefined:
      return "nothing tells what became of it, and it may still be scheduled";
    default:
      return "nothing tells what became of it";
  }
}

function perhapsTakenAway(log: readonly ShutdownEntry[]): string | undefined {
  const what = callOff(log);
  return what === undefined
    ? undefined
    : `nothing tells whether a run that did not come to its end took a shutdown away; ${what}.`;
}

/** The call-off of somebody's shutdown, where the newest entries are that, as a clause. */
function callOff([newest, before]: readonly ShutdownEntry[]): string | undefined {
  if (newest?.kind !== "calledOff" || before?.kind !== "asked") return undefined;
  return `a shutdown was called off at ${newest.at}, by ${quoteForeign(newest.by)} (${askedInWords(before)})`;
}
