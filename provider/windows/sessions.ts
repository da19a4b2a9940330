import { sanitize } from "../sanitize";
import { type Command, quoted } from "./command-line";
import type { Fact } from "./fact";
import { type CommandAnswer, linesOf, saying, type Unread } from "./line-answer";
import { queryKey } from "./registry-value";

/** A person who is logged on. */
export interface UserSession {
  /** The account's name, or its SID where no name could be read; printable. */
  readonly user: string;
  readonly id: number;
  /** Undefined where it is not known whether somebody is connected to it. */
  readonly isDisconnected: boolean | undefined;
}

/** Who is logged on; what quser.exe prints where it prints a list. */
export type SessionList = { readonly state: "listed"; readonly sessions: readonly UserSession[] } | Unread;

/**
 * What quser.exe says; a list decides, whatever the exit code. With nobody there it fails, as it does where it may not, or cannot, look, and
 * as the shell does where there is no quser.exe: then it has told nothing ("silent").
 */
export const quser: Fact<SessionList | { readonly state: "silent" }> = {
  query: "quser",
  read: ([answer]) => {
    const [header = "", ...rows] = fullLinesOf(answer);
    const sessions = rows.map(sessionIn).filter((session) => session !== undefined);
    const isWhole = sessions.length === rows.length && sessionIn(header) === undefined;
    if (isWhole && sessions.length > 0) return { state: "listed", sessions };
    if (isWhole && answer?.succeeded !== true) return { state: "silent" };
    return { state: "unread", came: `quser.exe ${saying(answer)}` };
  },
};

/**
 * The columns of quser.exe have their places in every language: the user's name from 1, the name of the session from 23, its number so that it
 * ends before 46, then two blanks. A blank session name is a disconnected session. What stands in a column is never compared with a word.
 */
function sessionIn(line: string): UserSession | undefined {
  const [, before = "", id] = /^([ >].{35,80}? )(\d{1,10}) {2,3}\S/.exec(line) ?? [];
  const user = before.slice(1, 22).trim();
  if (id === undefined || user === "") return undefined;
  return { user: sanitize(user), id: Number(id), isDisconnected: before.slice(23).trim() === "" };
}

function fullLinesOf(answer: CommandAnswer | undefined): string[] {
  return linesOf(answer)
    .filter((line) => line.trim() !== "")
    .map(asCharacters);
}

/** One character a column: where the console prints UTF-8, a letter beyond ASCII has come as several bytes. */
function asCharacters(line: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(line, "latin1"));
  } catch {
    return line;
  }
}

const users = "HKEY_USERS";

/** The accounts whose part of the registry is loaded: people's, local, of a domain, or of Entra. A listing always names .DEFAULT. */
export const loadedHives: Fact<readonly string[] | Unread> = {
  query: queryKey("HKU"),
  read: ([answer]) => {
    const keys = fullLinesOf(answer).map((line) => line.trim());
    const known = keys.some((key) => key.toLowerCase() === `${users}\\.default`.toLowerCase());
    if (answer?.succeeded !== true || !known)
      return { state: "unread", came: `asked for HKU reg.exe ${saying(answer)}` };
    return keys.flatMap(
      (key) => /^HKEY_USERS\\(S-1-(?:5-21|12-1)(?:-\d{1,10}){1,12})$/i.exec(key)?.[1] ?? [],
    );
  },
};

/**
 * The sessions of one account by its `Volatile Environment`, which has a numeric key below it for each. It is not there only where the
 * listing of the account's own key lacks it.
 */
export function hiveSessions(sid: string): Fact<SessionList> {
  const hive = `HKU\\${sid}`;
  const environment = `${hive}\\Volatile Environment`;
  const query: Command[] = [queryKey(hive), `reg query ${quoted(environment)}`];
  return {
    query,
    read: ([hiveListing, listing]) => {
      const below = `${users}\\${sid}\\`.toLowerCase();
      const names = fullLinesOf(hiveListing).map((line) => line.trim().toLowerCase());
      const keys = names.filter((name) => name.startsWith(below));
      const isThere = keys.includes(`${below}volatile environment`);
      if (hiveListing?.succeeded === true && keys.length > 0 && !isThere)
        return { state: "listed", sessions: [] };
      const lines = fullLinesOf(listing);
      const shown = lines.some((line) =>
        line.trim().toLowerCase().startsWith(`${below}volatile environment`),
      );
      if (listing?.succeeded !== true || !shown)
        return { state: "unread", came: `asked for ${environment} reg.exe ${saying(listing)}` };
      const name = lines.map((line) => /^ {4}USERNAME(?: {4}|\t)REG_SZ(?: {4}|\t)(.+)$/.exec(line)?.[1]);
      const user = sanitize(name.find((found) => found !== undefined) ?? sid);
      const ids = lines.flatMap((line) => /\\Volatile Environment\\(\d{1,10})\s*$/i.exec(line)?.[1] ?? []);
      return {
        state: "listed",
        sessions: ids.map((id) => ({ user, id: Number(id), isDisconnected: undefined })),
      };
    },
  };
}
