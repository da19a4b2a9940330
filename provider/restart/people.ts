import { askFacts, type FactValues, further, type Question, type Reading } from "../windows/fact";
import type { Unread } from "../windows/line-answer";
import { hiveSessions, loadedHives, quser, type SessionList } from "../windows/sessions";

/** Who is logged on, in the first line; `peopleIn` says whether that is enough. */
export const peopleFacts = { quser, loadedHives };

/** All are asked for in one line, and cmd takes no longer one. */
const mostHives = 13;

/** Who is logged on by the first line, or the accounts whose sessions only the registry can tell. */
export type FirstLook = { readonly state: "told"; readonly people: SessionList } | AccountsToAsk;

/** The registry must be asked once more. */
export interface AccountsToAsk {
  readonly state: "ask";
  readonly sids: readonly string[];
}

/** A list of quser.exe decides. Where it has told nothing, nobody is there only if the registry shows nobody either. */
export function peopleIn({ quser: list, loadedHives: sids }: FactValues<typeof peopleFacts>): FirstLook {
  if (list.state !== "silent") return { state: "told", people: list };
  if ("came" in sids) return { state: "told", people: sids };
  if (sids.length > mostHives)
    return { state: "told", people: unread(`${sids.length} accounts are loaded under HKU`) };
  if (sids.length === 0) return { state: "told", people: { state: "listed", sessions: [] } };
  return { state: "ask", sids };
}

/** One more line, for the accounts whose part of the registry is loaded. */
export function askForHiveSessions(sids: readonly string[], nonce?: string): Question<Reading<SessionList>> {
  const facts = Object.fromEntries(sids.map((sid) => [sid, hiveSessions(sid)]));
  return further(askFacts(facts, { nonce }), (reading) =>
    reading.state === "unread" ? reading : { state: "read", values: allOf(reading.values) },
  );
}

function allOf(lists: Readonly<Record<string, SessionList>>): SessionList {
  const sessions = Object.values(lists).flatMap((list) => (list.state === "listed" ? list.sessions : []));
  const missing = Object.values(lists).find((list) => list.state === "unread");
  // A person who is seen is more to the point than an account that is not.
  return sessions.length === 0 && missing !== undefined ? missing : { state: "listed", sessions };
}

function unread(came: string): Unread {
  return { state: "unread", came };
}
