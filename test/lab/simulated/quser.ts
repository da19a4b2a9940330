import { failed, type Program, succeeded } from "./machine";
import type { Language } from "./messages";
import type { OccupiedSession } from "./occupants";

const headers: Readonly<Record<Language, readonly string[]>> = {
  en: ["USERNAME", "SESSIONNAME", "ID", "STATE", "IDLE TIME", "LOGON TIME"],
  de: ["BENUTZERNAME", "SITZUNGSNAME", "ID", "STATUS", "LEERLAUF", "ANMELDEZEIT"],
  fr: ["UTILISATEUR", "SESSION", "ID", "ÉTAT", "TEMPS INACT", "TEMPS SESSION"],
};
const states: Readonly<Record<Language, readonly [string, string]>> = {
  en: ["Active", "Disc"],
  de: ["Aktiv", "Getr."],
  fr: ["Actif", "Déco"],
};
const nobody: Readonly<Record<Language, string>> = {
  en: "No User exists for *",
  de: "Kein Benutzer vorhanden für *",
  fr: "Il n'existe pas d'utilisateurs pour *",
};

/** quser.exe: who is logged on, in columns; with nobody there it fails, and says so on standard error. */
export const quser: Program = ({ occupants: { sessions }, language }) => {
  if (sessions.length === 0) return failed(1, nobody[language]);
  const [user = "", name = "", id = "", state = "", ...rest] = headers[language];
  const header = row(" ", { user, name, id, state }, rest.join("  "));
  return succeeded([header, ...sessions.map((session) => sessionRow(session, language))].join(""));
};

function sessionRow({ user, name, id }: OccupiedSession, language: Language): string {
  const [active, disconnected] = states[language];
  const state = name === "" ? disconnected : active;
  return row(" ", { user, name, id: String(id), state }, "      1:02  30.11.2026 08:00");
}

/** The widths are those of Windows: the name from 1, the session from 23, its number to the left of 44, the state from 46. */
function row(
  mark: string,
  cells: { readonly user: string; readonly name: string; readonly id: string; readonly state: string },
  rest: string,
): string {
  const { user, name, id, state } = cells;
  const session = name.slice(0, 16).padEnd(16);
  return `${mark}${user.slice(0, 20).padEnd(20)}  ${session}${id.padStart(5)}  ${state.padEnd(8)}${rest}\r\n`;
}
