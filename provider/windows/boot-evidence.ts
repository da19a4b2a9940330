import { quoted } from "./command-line";
import { clearings, isOf, starts, xPathOf } from "./event-log";
import { type Fact, keyFact, numberFact } from "./fact";

/** `PrefetchParameters` BootId: counts attempts to boot, on Windows that keeps it; the registry's copy may lag or be stuck. */
export const bootId: Fact<number | undefined> = numberFact(
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters",
  "BootId",
);

/**
 * The record number of the newest start of the system in the event log (Kernel-General 12; Vista and later). Where the log was cleared after it, the
 * one of that clearing (Eventlog 104), as a negative number: it shows no start, but that there has been none since. Undefined where the answer is not
 * one of these events, whole and alone. XML is not localised.
 */
export const bootEvent: Fact<number | undefined> = {
  query: `wevtutil qe System ${quoted(`/q:*[System[${xPathOf([starts, clearings])}]]`)} /c:1 /rd:true /f:xml`,
  read: ([answer]) => {
    const event = /^<Event[ >][\s\S]*<\/Event>$/.exec(answer?.output.trim() ?? "")?.[0];
    if (answer?.succeeded !== true || event === undefined || /<\/Event>[\s\S]*<\/Event>/.test(event))
      return undefined;
    const record = Number(/<EventRecordID>\s*(\d{1,15})\s*<\/EventRecordID>/.exec(event)?.[1]);
    if (!Number.isSafeInteger(record)) return undefined;
    if (isOf(event, starts)) return record;
    return isOf(event, clearings) ? -record : undefined;
  },
};

/**
 * Whether this boot has come to its logon prompt. LogonUI makes the volatile key when the prompt is about to show: the work of the boot,
 * updates included, is done.
 */
export const logonReached: Fact<boolean> = keyFact(
  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked",
);
