import { holdsUnknown } from "../validation/schema";
import type { ForeignShutdownPolicy } from "./foreign-shutdown";
import { type GivenReadyWhen, readyWhenInWords } from "./ready-when";
import { restartDefaults } from "./restart-options";

/** The options that a preview tells of. */
export interface Outlook {
  readonly warningSeconds?: number | undefined;
  readonly foreignShutdown?: ForeignShutdownPolicy | undefined;
  readonly readyWhen?: GivenReadyWhen | undefined;
}

/** Waiting for a shutdown of somebody else does nothing to it. */
const notes: Readonly<Partial<Record<ForeignShutdownPolicy, string>>> = {
  replace: "; replaces a shutdown that somebody else has scheduled",
  fail: "; fails where somebody else has scheduled a shutdown",
};

/** What the next run may do to the host. Pure: a preview shows it before any host was asked. */
export function restartOutlook({ warningSeconds, foreignShutdown, readyWhen }: Outlook): string {
  const seconds = warningSeconds ?? restartDefaults.warningSeconds;
  const warning = holdsUnknown(seconds) ? "some time" : `${seconds} s`;
  const note = (foreignShutdown && notes[foreignShutdown]) ?? "";
  const wait = readyWhen === undefined ? "" : `; then waits until ${readyWhenInWords(readyWhen)}`;
  return `restarts if Windows does not use the value yet; its users are warned ${warning} before${note}${wait}`;
}
