import { type Fact, textFact } from "./fact";
import { saying, type Unread } from "./line-answer";

/** What tells one machine from another; each part only as far as the host let it be read. */
export interface MachineIdentity {
  /** `HKLM\SOFTWARE\Microsoft\Cryptography` MachineGuid: new at each installation of Windows. */
  readonly machineGuid?: string;
  /** The computer name in use since the last restart (ActiveComputerName). */
  readonly computerName?: string;
  /** `HKLM\SYSTEM\HardwareConfig` LastConfig: the firmware's identity of the hardware. */
  readonly hardwareId?: string;
}

/** Where the parts of a machine's identity are read. */
export const machineFacts = {
  machineGuid: textFact("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid"),
  computerName: textFact(
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName",
    "ComputerName",
  ),
  hardwareId: textFact("HKLM\\SYSTEM\\HardwareConfig", "LastConfig"),
};

const highIntegrity = 12_288;

/**
 * Whether the account's token is a full administrator's (high or system integrity), by the identifiers of the levels, which no language
 * changes (MS-DTYP 2.4.2.4). Unread where not exactly one level is named, as before Vista.
 */
export const elevation: Fact<boolean | Unread> = {
  query: "whoami /groups",
  read: ([answer]) => {
    const output = answer?.output ?? "";
    const [level, ...others] = [...output.matchAll(/\bS-1-16-(\d{1,5})\b/g)].map(([, found]) =>
      Number(found),
    );
    if (answer?.succeeded === true && level !== undefined && others.length === 0)
      return level >= highIntegrity;
    return { state: "unread", came: `whoami ${saying(answer)}, and so not one integrity level` };
  },
};
