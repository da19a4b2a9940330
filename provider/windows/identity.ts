import { textFact } from "./fact";

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
