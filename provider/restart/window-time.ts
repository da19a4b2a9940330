import { type DayName, dayNames, minutesOf, type RestartWindow } from "./window";

const minute = 60_000;
const minutesOfDay = 24 * 60;

/** How a window stands at a moment. */
export type WindowState =
  | { readonly state: "open" }
  /** Open, but not for as long as is needed. */
  | { readonly state: "closing"; readonly minutesLeft: number; readonly localTime: string }
  | { readonly state: "closed"; readonly localTime: string };

/**
 * How a window stands at a moment (milliseconds since the Unix epoch), for something that needs so many seconds. Pure.
 * What counts is what the clock on the wall of its time zone shows, minute by minute: an hour that is skipped in spring is in no window, and
 * one that comes twice in autumn is in it twice. Every change of a zone in use falls on a whole minute.
 */
export function windowAt(window: RestartWindow, at: number, neededSeconds: number): WindowState {
  const wall = wallClock(window.timeZone);
  if (!isIn(window, wall(at))) return { state: "closed", localTime: inWords(wall(at)) };
  const needed = at + neededSeconds * 1_000;
  // Within the minute of `at` nothing changes.
  for (let next = (Math.floor(at / minute) + 1) * minute; next < needed; next += minute) {
    if (isIn(window, wall(next))) continue;
    return {
      state: "closing",
      minutesLeft: Math.floor((next - at) / minute),
      localTime: inWords(wall(at)),
    };
  }
  return { state: "open" };
}

/** What a clock on a wall shows. */
interface WallTime {
  readonly day: DayName;
  /** Since midnight. */
  readonly minutes: number;
}

function isIn({ days = dayNames, from, to }: RestartWindow, { day, minutes }: WallTime): boolean {
  const opens = minutesOf(from);
  const closes = minutesOf(to);
  if (opens < closes) return days.includes(day) && minutes >= opens && minutes < closes;
  if (minutes >= opens) return days.includes(day);
  return days.includes(dayBefore(day)) && minutes < closes;
}

function dayBefore(day: DayName): DayName {
  return dayNames[(dayNames.indexOf(day) + 6) % 7] ?? day;
}

function wallClock(timeZone: string): (at: number) => WallTime {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
    const shown = parts.get("weekday")?.toLowerCase();
    const day = dayNames.find((name) => name === shown);
    if (day === undefined || !(minutes < minutesOfDay)) throw new RangeError(`no time of ${timeZone}`);
    return { day, minutes };
  };
}

function inWords({ day, minutes }: WallTime): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${day} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
