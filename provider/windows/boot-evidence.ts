import { quoted } from "./command-line";
import { type Fact, keyFact, numberFact } from "./fact";

/** `PrefetchParameters` BootId: counts attempts to boot, on Windows that keeps it; the registry's copy may lag or be stuck. */
export const bootId: Fact<number | undefined> = numberFact(
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters",
  "BootId",
);

/**
 * The record number of the newest start of the system in the event log (Kernel-General 12; Vista and later); undefined where the answer is not this one
 * event, whole and alone. XML is not localised.
 */
export const bootEvent: Fact<number | undefined> = {
  query: `wevtutil qe System ${quoted(
    "/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-General'] and (EventID=12)]]",
  )} /c:1 /rd:true /f:xml`,
  read: ([answer]) => {
    const event = /^<Event[ >][\s\S]*<\/Event>$/.exec(answer?.output.trim() ?? "")?.[0];
    if (answer?.succeeded !== true || event === undefined || /<\/Event>[\s\S]*<\/Event>/.test(event))
      return undefined;
    const isBoot =
      /<Provider\s[^<>]*Name=['"]Microsoft-Windows-Kernel-General['"]/i.test(event) &&
      /<EventID(?:\s[^<>]*)?>\s*12\s*<\/EventID>/.test(event);
    const record = Number(/<EventRecordID>\s*(\d{1,15})\s*<\/EventRecordID>/.exec(event)?.[1]);
    return isBoot && Number.isSafeInteger(record) ? record : undefined;
  },
};

/**
 * Whether this boot has come to its logon prompt. LogonUI makes the volatile key when the prompt is about to show: the work of the boot,
 * updates included, is done.
 */
export const logonReached: Fact<boolean> = keyFact(
  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked",
);
