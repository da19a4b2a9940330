import { quoted } from "./command-line";
import { queryValue } from "./registry";
import { parseRegistry, type RegistryListing, readNumber } from "./registry-listing";

/** Facts that differ from one boot to the next. */
export interface BootNumbers {
  /** `PrefetchParameters` BootId: counts attempts to boot, where it is kept; may lag. */
  readonly bootId?: number;
  /** EventRecordID of the newest Kernel-General event 12, the start of the system. */
  readonly bootEventRecord?: number;
}

/** How two looks at the boot evidence differ. Only a difference means something: an equal BootId may lag, or be stuck. */
export interface BootComparison {
  readonly bootId: "different" | "same" | "unreadable";
  readonly bootEvent: "newer" | "same" | "unreadable";
}

const prefetchParameters =
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters";

/** Asks for the BootId. */
export function bootIdCommand(): string {
  return queryValue(prefetchParameters, "BootId");
}

/** The BootId in the output of that command, undefined where there is none. */
export function readBootId(output: string): number | undefined {
  return bootIdIn(parseRegistry(output));
}

/** The BootId in a listing that holds the answer to that command among others. */
export function bootIdIn(listing: RegistryListing): number | undefined {
  return readNumber(listing, prefetchParameters, "BootId");
}

/** Asks for the newest start of the system in the event log, as XML, which is not localised (Vista and later). */
export function bootEventCommand(): string {
  const query = "/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-General'] and (EventID=12)]]";
  return `wevtutil qe System ${quoted(query)} /c:1 /rd:true /f:xml`;
}

/** The record number of the newest start of the system among the events in the text; undefined where none is whole. */
export function readBootEventRecord(output: string): number | undefined {
  const records = [...output.matchAll(/<Event[ >][\s\S]*?<\/Event>/g)]
    .map(([event]) => event)
    .filter((event) => /<Provider\s[^>]*Name=['"]Microsoft-Windows-Kernel-General['"]/i.test(event))
    .filter((event) => /<EventID(?:\s[^>]*)?>\s*12\s*<\/EventID>/.test(event))
    .map((event) => Number(/<EventRecordID>\s*(\d{1,15})\s*<\/EventRecordID>/.exec(event)?.[1]))
    .filter((record) => Number.isSafeInteger(record));
  return records.length === 0 ? undefined : Math.max(...records);
}

/** Sets what is seen now against what was seen before the restart was asked for. */
export function compareBoots(before: BootNumbers, now: BootNumbers): BootComparison {
  return { bootId: compareBootIds(before, now), bootEvent: compareBootEvents(before, now) };
}

function compareBootIds(before: BootNumbers, now: BootNumbers): BootComparison["bootId"] {
  if (before.bootId === undefined || now.bootId === undefined) return "unreadable";
  return before.bootId === now.bootId ? "same" : "different";
}

function compareBootEvents(before: BootNumbers, now: BootNumbers): BootComparison["bootEvent"] {
  const [was, is] = [before.bootEventRecord, now.bootEventRecord];
  // A log that was cleared begins to count anew: a smaller number says nothing.
  if (was === undefined || is === undefined || is < was) return "unreadable";
  return is === was ? "same" : "newer";
}
