import { quoted } from "./command-line";
import { type Fact, numberFact } from "./fact";
import { queryKey } from "./registry-value";

/** `PrefetchParameters` BootId: counts attempts to boot, on Windows that keeps it; the registry's copy may lag or be stuck. */
export const bootId: Fact<number | undefined> = numberFact(
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters",
  "BootId",
);

/**
 * The record number of the newest start of the system in the event log (Kernel-General 12; Vista and later); undefined where no event is
 * whole. XML is not localised.
 */
export const bootEvent: Fact<number | undefined> = {
  query: `wevtutil qe System ${quoted(
    "/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-General'] and (EventID=12)]]",
  )} /c:1 /rd:true /f:xml`,
  read: ({ output }) => {
    const records = [...output.matchAll(/<Event[ >][\s\S]*?<\/Event>/g)]
      .map(([event]) => event)
      .filter((event) => /<Provider\s[^>]*Name=['"]Microsoft-Windows-Kernel-General['"]/i.test(event))
      .filter((event) => /<EventID(?:\s[^>]*)?>\s*12\s*<\/EventID>/.test(event))
      .map((event) => Number(/<EventRecordID>\s*(\d{1,15})\s*<\/EventRecordID>/.exec(event)?.[1]))
      .filter((record) => Number.isSafeInteger(record));
    return records.length === 0 ? undefined : Math.max(...records);
  },
};

/**
 * Whether this boot has come to its logon prompt. LogonUI makes the volatile key when the prompt is about to show: the work of the boot,
 * updates included, is done. It must be the last fact of its line, whose exit code it reads.
 */
export const logonReached: Fact<boolean> = {
  query: queryKey("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked"),
  // A command that was killed can end with 0 and without a word.
  read: ({ exitCode, output }) => exitCode === 0 && output.trim() !== "",
};
