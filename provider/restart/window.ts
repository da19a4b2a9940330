import { isGiven, object, optional, type Resolved, type Rule } from "../validation/schema";
import { choice, listOf, text } from "../validation/values";
import { didYouMean } from "../validation/wording";

/** The days of a week, as a program names them; in the order of `Date`. */
export const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** One of them. */
export type DayName = (typeof dayNames)[number];

/** When restarts may happen: while the clock on the wall of a time zone is between two times. */
export const windowEntries = {
  /**
   * The days on which the window opens. One that lasts over midnight belongs to the day on which it opens.
   * @default every day
   */
  days: optional(listOf(choice(...dayNames))),
  /** When it opens, as `HH:MM`. */
  from: text(timeFault),
  /** When it closes, as `HH:MM`; earlier than `from` is the next day. `24:00` is the end of the day. */
  to: text(closingFault),
  /** The time zone of these times, by its IANA name, such as `Europe/Berlin`. */
  timeZone: text(zoneFault),
};

/** When restarts may happen, once every Output is resolved. */
export interface RestartWindow extends Resolved<typeof windowEntries> {}

/** What a window must look like. */
export const windowSchema = object(windowEntries, isNotEmpty);

const timeForm = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of a time that check has let through. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** How long the window is each time; where the clocks change it can be an hour more or less. */
export function windowMinutes({ from, to }: RestartWindow): number {
  const minutes = minutesOf(to) - minutesOf(from);
  return minutes > 0 ? minutes : minutes + 24 * 60;
}

/** The window in words: "sat, sun 22:00 to 05:00 (Europe/Berlin)". */
export function windowInWords({ days, from, to, timeZone }: RestartWindow): string {
  return `${days === undefined ? "daily" : days.join(", ")} ${from} to ${to} (${timeZone})`;
}

function timeFault(time: string): string | undefined {
  return timeForm.test(time) ? undefined : 'must be a time of the 24-hour clock as HH:MM, such as "22:00"';
}

function closingFault(time: string): string | undefined {
  return time === "24:00" ? undefined : timeFault(time);
}

/** Offsets are refused: they know nothing of daylight saving time, and older versions of Node do not know them. */
function zoneFault(zone: string): string | undefined {
  if (/^[A-Za-z]/.test(zone) && isKnownZone(zone)) return undefined;
  const meant = didYouMean(zone, Intl.supportedValuesOf("timeZone"));
  const hint = meant === undefined ? 'such as "Europe/Berlin" or "UTC"' : `did you mean "${meant}"?`;
  return `is not the IANA name of a time zone; ${hint}`;
}

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function isNotEmpty(...[{ from, to }, fault]: Parameters<Rule>): void {
  if (!isGiven(from) || from !== to) return;
  fault("to", 'is the same as from; the whole day is "00:00" to "24:00"');
}
