import { queryKey, queryValue } from "./registry";
import {
  hasKey,
  parseRegistry,
  type RegistryListing,
  readNumber,
  readText,
  readValue,
} from "./registry-listing";

/*
 * Windows keeps no list of reasons for a restart; these are the places where its parts leave word. Keys are found in the listing
 * of their parent: a key without values prints nothing of its own, and in a line of several commands its exit code is lost.
 */

const software = "HKLM\\SOFTWARE\\Microsoft";
const servicing = `${software}\\Windows\\CurrentVersion\\Component Based Servicing`;
const windowsUpdate = `${software}\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update`;
const serverManager = `${software}\\ServerManager`;
const updates = `${software}\\Updates`;
const sessionManager = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";
const computerName = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName";
const netlogon = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon";

/** Asks for the traces that others leave when they want a restart; several commands for one line. Nothing is changed. */
export function pendingReasonsCommands(): string[] {
  return [
    queryKey(servicing),
    queryKey(windowsUpdate),
    queryKey(serverManager),
    queryValue(updates, "UpdateExeVolatile"),
    queryValue(sessionManager, "PendingFileRenameOperations"),
    queryValue(sessionManager, "PendingFileRenameOperations2"),
    queryValue(`${computerName}\\ComputerName`, "ComputerName"),
    queryValue(`${computerName}\\ActiveComputerName`, "ComputerName"),
    queryKey(netlogon),
  ];
}

/** The reasons found in that output, one sentence each. They are reported, and never cause or prevent a restart. */
export function readPendingReasons(output: string): string[] {
  const listing = parseRegistry(output);
  return [
    ...reason(
      hasKey(listing, `${servicing}\\RebootPending`),
      "Component Based Servicing: updates or features wait for a restart",
    ),
    ...reason(
      hasKey(listing, `${servicing}\\RebootInProgress`),
      "Component Based Servicing: a restart is in progress",
    ),
    ...reason(
      hasKey(listing, `${servicing}\\PackagesPending`),
      "Component Based Servicing: packages are being installed",
    ),
    ...reason(
      hasKey(listing, `${windowsUpdate}\\RebootRequired`),
      "Windows Update: installed updates wait for a restart",
    ),
    ...reason(
      hasKey(listing, `${windowsUpdate}\\PostRebootReporting`),
      "Windows Update: a result will be reported after a restart",
    ),
    ...reason(
      hasKey(listing, `${serverManager}\\CurrentRebootAttempts`),
      "Server Manager: roles or features wait for a restart",
    ),
    ...reason(
      (readNumber(listing, updates, "UpdateExeVolatile") ?? 0) !== 0,
      "an installer of updates waits for a restart (UpdateExeVolatile)",
    ),
    ...reason(
      replacesFiles(listing),
      "files are to be replaced at the next restart (PendingFileRenameOperations)",
    ),
    ...reason(isRenamed(listing), "the computer has been given another name"),
    ...reason(isJoining(listing), "the computer is joining or leaving a domain"),
  ];
}

function reason(found: boolean, text: string): string[] {
  return found ? [text] : [];
}

/** Entries come in pairs, source and target; without a target the file is only to be deleted, which browsers and scanners do all day. */
function replacesFiles(listing: RegistryListing): boolean {
  return ["PendingFileRenameOperations", "PendingFileRenameOperations2"].some((name) => {
    const reading = readValue(listing, sessionManager, name);
    if (reading.state !== "present" || !("data" in reading.value)) return false;
    // reg.exe prints the end of each text as \0, which may also begin a folder's name: what follows a real end is known.
    const texts = reading.value.data.split(/\\0(?=$|\\0|[!*]|\\\?\?\\)/);
    return texts.some((text, at) => at % 2 === 1 && text !== "");
  });
}

function isRenamed(listing: RegistryListing): boolean {
  const [next, now] = ["ComputerName", "ActiveComputerName"].map((key) =>
    readText(listing, `${computerName}\\${key}`, "ComputerName")?.toLowerCase(),
  );
  return next !== undefined && now !== undefined && next !== now;
}

function isJoining(listing: RegistryListing): boolean {
  return ["JoinDomain", "AvoidSpnSet"].some((name) => readValue(listing, netlogon, name).state === "present");
}
