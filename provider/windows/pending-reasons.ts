import type { Fact } from "./fact";
import { hasKey, type RegistryListing, readNumber, readText, readValue } from "./registry-listing";
import { queryKey, queryValue } from "./registry-value";

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
const netlogon = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon";
const renameLists = ["PendingFileRenameOperations", "PendingFileRenameOperations2"];

/** One row a place: where a part of Windows leaves word, and what that means. */
const places: readonly Fact<readonly string[]>[] = [
  {
    query: queryKey(servicing),
    read: subkeys(servicing, {
      RebootPending: "Component Based Servicing: updates or features are waiting for a restart",
      RebootInProgress: "Component Based Servicing: a restart is in progress",
      PackagesPending: "Component Based Servicing: packages are being installed",
    }),
  },
  {
    query: queryKey(windowsUpdate),
    read: subkeys(windowsUpdate, {
      RebootRequired: "Windows Update: installed updates are waiting for a restart",
      PostRebootReporting: "Windows Update: a result will be reported after a restart",
    }),
  },
  {
    query: queryKey(serverManager),
    read: subkeys(serverManager, {
      CurrentRebootAttempts: "Server Manager: roles or features are waiting for a restart",
    }),
  },
  {
    query: queryValue(updates, "UpdateExeVolatile"),
    read: ({ listing }) =>
      reason(
        (readNumber(listing, updates, "UpdateExeVolatile") ?? 0) !== 0,
        "an update installer is waiting for a restart (UpdateExeVolatile)",
      ),
  },
  {
    query: renameLists.map((name) => queryValue(sessionManager, name)),
    read: ({ listing }) =>
      reason(
        replacesFiles(listing),
        "files will be replaced at the next restart (PendingFileRenameOperations)",
      ),
  },
  {
    query: ["ComputerName", "ActiveComputerName"].map((key) => queryValue(nameKey(key), "ComputerName")),
    read: ({ listing }) => reason(isRenamed(listing), "the computer has been renamed"),
  },
  {
    query: queryKey(netlogon),
    read: ({ listing }) => reason(isJoining(listing), "the computer is joining or leaving a domain"),
  },
];

/** Others' reasons for a restart, one sentence each. They are reported, and never cause or prevent a restart. */
export const pendingReasons: Fact<readonly string[]> = {
  query: places.flatMap(({ query }) => query),
  read: (answer) => places.flatMap(({ read }) => read(answer)),
};

/** A reader that finds the subkeys of a key in its listing. */
function subkeys(path: string, sentences: Readonly<Record<string, string>>): Fact<string[]>["read"] {
  return ({ listing }) =>
    Object.entries(sentences).flatMap(([name, sentence]) =>
      reason(hasKey(listing, `${path}\\${name}`), sentence),
    );
}

function nameKey(key: string): string {
  return `HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\${key}`;
}

function reason(found: boolean, text: string): string[] {
  return found ? [text] : [];
}

/** Entries come in pairs, source and target; without a target the file is only to be deleted, which browsers and scanners do all day. */
function replacesFiles(listing: RegistryListing): boolean {
  return renameLists.some((name) => {
    const reading = readValue(listing, sessionManager, name);
    if (reading.state !== "present" || !("data" in reading.value)) return false;
    // reg.exe prints the end of each text as \0, which may also begin a folder's name: what follows a real end is known.
    const texts = reading.value.data.split(/\\0(?=$|\\0|[!*]|\\\?\?\\)/);
    return texts.some((text, at) => at % 2 === 1 && text !== "");
  });
}

function isRenamed(listing: RegistryListing): boolean {
  const [next, now] = ["ComputerName", "ActiveComputerName"].map((key) =>
    readText(listing, nameKey(key), "ComputerName")?.toLowerCase(),
  );
  return next !== undefined && now !== undefined && next !== now;
}

function isJoining(listing: RegistryListing): boolean {
  return ["JoinDomain", "AvoidSpnSet"].some((name) => readValue(listing, netlogon, name).state === "present");
}
