import { usualAnswerBytes } from "../hosts/host";
import type { Command } from "./command-line";

/*
 * What programs can have to say. The readers believe nothing that is longer, and the transports cut off a host that says more than all programs of a
 * line can: it comes from somebody who wants it read for long.
 */

const kibibyte = 1024;

/** A listing of a key, of groups, sessions or programs, or of the files that wait for a restart: a thousand entries and more. */
const listings =
  /^(?:reg query "[^"]*"$|(?:whoami|tasklist|quser)\b|reg query .* -v PendingFileRenameOperations2?$)/;

/** The most characters that a command can print; what is longer comes from somebody who wants it read for long. */
export function largestAnswerOf(command: Command): number {
  return listings.test(command) ? 1024 * kibibyte : usualAnswerBytes;
}

/** Even of many listings in one line. */
const largestLine = 4 * 1024 * kibibyte;

/** The most bytes that these commands can print one after another, with their marks, errors, and what a start-up script prints before them. */
export function mostBytesOfAll(commands: readonly Command[]): number {
  const all = commands.map(largestAnswerOf).reduce((sum, each) => sum + each, usualAnswerBytes);
  return Math.min(all, largestLine);
}
