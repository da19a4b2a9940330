import {
  type Fact,
  type Facts,
  type FactValues,
  isThere,
  keyFact,
  numberFact,
  textFact,
  together,
} from "./fact";
import type { CommandAnswer } from "./line-answer";
import { readNamedValue } from "./registry-answer";
import { queryValue } from "./registry-value";

/*
 * Windows keeps no list of reasons for a restart; these are the places where its parts leave word. A key tells by its being there: a key
 * without values prints nothing of its own.
 */

const software = "HKLM\\SOFTWARE\\Microsoft";
const servicing = `${software}\\Windows\\CurrentVersion\\Component Based Servicing`;
const windowsUpdate = `${software}\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update`;
const sessionManager = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";
const netlogon = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon";

/** One row a place: where a part of Windows leaves word, and what that means. */
const places: readonly Fact<readonly string[]>[] = [
  keyReason(
    `${servicing}\\RebootPending`,
    "Component Based Servicing: updates or features are waiting for a restart",
  ),
  keyReason(`${servicing}\\RebootInProgress`, "Component Based Servicing: a restart is in progress"),
  keyReason(`${servicing}\\PackagesPending`, "Component Based Servicing: packages are waiting for a restart"),
  keyReason(
    `${windowsUpdate}\\RebootRequired`,
    "Windows Update: installed updates are waiting for a restart",
  ),
  keyReason(
    `${windowsUpdate}\\PostRebootReporting`,
    "Windows Update: a result will be reported after a restart",
  ),
  keyReason(
    `${software}\\ServerManager\\CurrentRebootAttempts`,
    "Server Manager: roles or features are waiting for a restart",
  ),
  reasonIf(
    { updates: numberFact(`${software}\\Updates`, "UpdateExeVolatile") },
    ({ updates }) => (updates ?? 0) !== 0,
    "an update installer is waiting for a restart (UpdateExeVolatile)",
  ),
  reasonIf(
    { first: renameList("PendingFileRenameOperations"), second: renameList("PendingFileRenameOperations2") },
    ({ first, second }) => first || second,
    "files will be replaced at the next restart (PendingFileRenameOperations)",
  ),
  reasonIf(
    {
      next: textFact(nameKey("ComputerName"), "ComputerName"),
      now: textFact(nameKey("ActiveComputerName"), "ComputerName"),
    },
    ({ next, now }) => next !== undefined && now !== undefined && next.toLowerCase() !== now.toLowerCase(),
    "the computer has been renamed",
  ),
  reasonIf(
    { join: isThere(netlogon, "JoinDomain"), avoidSpn: isThere(netlogon, "AvoidSpnSet") },
    ({ join, avoidSpn }) => join || avoidSpn,
    "the computer is joining or leaving a domain",
  ),
];

/**
 * Whether Windows is installing something at this moment, which a restart would cut off: TrustedInstaller says 2 while it works (1 is only that a
 * restart is due). What cannot be read here is waited for by nobody.
 */
export const servicingNow: Fact<boolean> = {
  query: servicingParts().query,
  read: (answers) => {
    const { inProgress, isFinishing } = servicingParts().read(answers);
    return inProgress === 2 || isFinishing;
  },
};

function servicingParts() {
  return together({
    inProgress: numberFact(`${servicing}\\Interface`, "ServicingInProgress"),
    isFinishing: keyFact(`${servicing}\\RebootInProgress`),
  });
}

/** Whether a restart will also install updates or features, and so take longer, by the reasons as they are told. */
export function installsUpdates(reasons: readonly string[]): boolean {
  return reasons.some((reason) =>
    /^(?:Component Based Servicing|Windows Update|Server Manager):/.test(reason),
  );
}

const allPlaces = together(Object.fromEntries(places.entries()));

/** Others' reasons for a restart, one sentence each. They are reported, and never cause or prevent a restart. */
export const pendingReasons: Fact<readonly string[]> = {
  query: allPlaces.query,
  read: (answers) => Object.values(allPlaces.read(answers)).flat(),
};

function keyReason(path: string, sentence: string): Fact<readonly string[]> {
  return reasonIf({ isThere: keyFact(path) }, (found) => found.isThere, sentence);
}

function reasonIf<F extends Facts>(
  facts: F,
  isReason: (values: FactValues<F>) => boolean,
  sentence: string,
): Fact<readonly string[]> {
  const { query, read } = together(facts);
  return { query, read: (answers) => (isReason(read(answers)) ? [sentence] : []) };
}

function nameKey(key: string): string {
  return `HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\${key}`;
}

/** Entries come in pairs, source and target; without a target the file is only to be deleted, which browsers and scanners do all day. */
function renameList(name: string): Fact<boolean> {
  return {
    query: queryValue(sessionManager, name),
    read: ([answer]) => answer !== undefined && replacesFiles(answer, name),
  };
}

function replacesFiles(answer: CommandAnswer, name: string): boolean {
  const value = readNamedValue(answer, sessionManager, name);
  if (value === undefined) return false;
  // reg.exe prints the end of each text as \0, which may also begin a folder's name: what follows a real end is known.
  const texts = value.data.split(/\\0(?=$|\\0|[!*]|\\\?\?\\)/);
  return texts.some((text, at) => at % 2 === 1 && text !== "");
}
