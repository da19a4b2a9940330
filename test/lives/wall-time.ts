/** When a program lets restarts come, as it is written there. */
export interface Window {
  readonly days?: readonly (typeof dayNames)[number][];
  readonly from: string;
  readonly to: string;
  readonly timeZone: keyof typeof zones;
}

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The hours that a zone is ahead of UTC, by its own rules: the referee asks no library that the product asks. */
const zones = {
  UTC: () => 0,
  "Asia/Kolkata": () => 5.5,
  "Europe/Berlin": (at: number) => {
    const year = new Date(at).getUTCFullYear();
    const isSummer = at >= lastSunday(year, 2) + hour && at < lastSunday(year, 9) + hour;
    return isSummer ? 2 : 1;
  },
} as const;

/** Midnight, in UTC, of the last Sunday of a month that has 31 days. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31));
  return last.getTime() - last.getUTCDay() * day;
}

/** Whether a window is open at a moment, in milliseconds since the Unix epoch. */
export function isOpen({ days = dayNames, from, to, timeZone }: Window, at: number): boolean {
  const local = at + zones[timeZone](at) * hour;
  const midnight = Math.floor(local / day) * day;
  return [midnight, midnight - day].some((opening) => {
    const name = dayNames[new Date(opening).getUTCDay()] ?? "sun";
    const opens = opening + minutesOf(from) * minute;
    const closes = opening + minutesOf(to) * minute + (minutesOf(to) <= minutesOf(from) ? day : 0);
    return days.includes(name) && local >= opens && local < closes;
  });
}

/** Whether it is open from a moment on for so many seconds. */
export function staysOpen(window: Window, at: number, seconds: number): boolean {
  for (let next = at; next < at + seconds * 1_000; next += minute) if (!isOpen(window, next)) return false;
  return isOpen(window, at + seconds * 1_000 - 1);
}

/** Milliseconds until it next is open for so many seconds; undefined where that never comes within two weeks. */
export function opensIn(window: Window, at: number, seconds: number): number | undefined {
  for (let wait = 0; wait < 14 * day; wait += minute) if (staysOpen(window, at + wait, seconds)) return wait;
  return undefined;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Windows of every kind: over midnight, on some days, in an hour that a change of the clock skips or repeats, and short ones. */
export const windows: readonly Window[] = [
  { from: "22:00", to: "05:00", timeZone: "Europe/Berlin" },
  { days: ["sat"], from: "23:00", to: "03:30", timeZone: "Europe/Berlin" },
  { from: "02:00", to: "03:00", timeZone: "Europe/Berlin" },
  { from: "09:00", to: "09:20", timeZone: "Asia/Kolkata" },
  { days: ["thu", "sun"], from: "00:00", to: "24:00", timeZone: "UTC" },
  { from: "00:00", to: "00:30", timeZone: "UTC" },
];

/** When a life may begin: in winter, and some hours before each change of the clock in Berlin, on a Sunday at 01:00 UTC. */
export const beginnings: readonly number[] = [
  Date.UTC(2026, 0, 1),
  Date.UTC(2026, 2, 28, 21, 30),
  Date.UTC(2026, 2, 29, 0, 40),
  Date.UTC(2026, 9, 25, 0, 10),
  Date.UTC(2026, 9, 24, 21, 0),
];
