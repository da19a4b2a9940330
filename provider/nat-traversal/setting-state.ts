import { data, type OutputValues, sentences } from "../output-table";
import type { Resolved } from "../validation/schema";
import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";
import type { settingEntries } from "./setting-inputs";

export type { BehindNat } from "./behind-nat";

/** Under which service the value lives: `PolicyAgent` from Vista on, `IPSec` on Windows XP (KB 947234). */
export type RegistryKey = "PolicyAgent" | "IPSec";

/** The inputs of a setting after Pulumi resolved every Output; their form is proven by check. */
export interface SettingInputs extends Resolved<typeof settingEntries> {
  /** Whether a `Reboot` deals with a pending restart: the setting's own state, saved before, then leaves the status to it. */
  readonly __rebootFollows?: boolean;
}

/** Whether the setting is active. */
export type Status = "active" | "rebootPending" | "drift" | "unknown" | "noEffect";

/** What Windows found at its last restart, as far as it is known. */
export type ValueAtBoot = RegistryValue | UnknownValueAtBoot;

/** It is not known what the last restart found. */
export interface UnknownValueAtBoot {
  /** Says that it is not known. */
  readonly type: "unknown";
}

/** Facts that differ from one boot to the next. */
export interface BootEvidence {
  /** `PrefetchParameters` BootId. */
  readonly bootId?: number;
  /** EventRecordID of the newest Kernel-General event 12; negative: that of the event 104 by which the log was cleared after it. */
  readonly bootEventRecord?: number;
  /** Whether a marker was left on the host: only then does a missing marker show a restart. */
  readonly marked?: boolean;
  /** Whether the numbers took the place of higher ones: nothing tells whether there had been a restart by then. */
  readonly renumbered?: true;
  /** Whether a restart and a change by others came between two visits, in an order that nothing tells; our own next write settles it. */
  readonly changedUnseen?: true;
}

/** The outputs of a setting, each declared here alone; create, update and read fill them. */
export const settingOutputs = {
  /** The host, as the connection names it. */
  host: data<string>(),
  /** Full path of the registry key, as `HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`. */
  registryPath: data<string>(),
  /** The value in the registry now. */
  registryValue: data<RegistryValue>(),
  /** The value before our first write; never renewed. */
  previous: data<RegistryValue>(),
  /** The value that we wrote, or adopted, last. */
  applied: data<RegistryValue>(),
  /** Names the last write of the value: a new one asks for a restart. */
  changeId: data<string>(),
  /** When that was, ISO 8601 UTC, by the clock of the machine that runs Pulumi. */
  changedAt: data<string>(),
  /** The value that Windows found at its last restart, as far as known. */
  valueAtBoot: data<ValueAtBoot>(),
  /** Facts that differ from one boot to the next. */
  bootEvidence: data<BootEvidence>(),
  /** Whether the setting is active: `active`, `rebootPending`, `drift`, `unknown` or `noEffect`. */
  status: data<Status>(),
  /** Why that is the status. */
  statusReason: sentences<string>(),
  /** Version of Windows, as `10.0.20348`. */
  osVersion: data<string>(),
  /** The machine's identity, as far as it could be read. */
  machine: data<MachineIdentity>(),
  /** Facts about the host that affect the setting, such as a disabled service. */
  findings: sentences<readonly string[]>(),
  /** Warnings of the last create, update or refresh. */
  warnings: sentences<readonly string[]>(),
};

/** What the state keeps of a setting: the inputs as given, and the outputs. */
export interface SettingOutputs extends SettingInputs, OutputValues<typeof settingOutputs> {
  /** Version of this shape; every later version of the package reads every earlier one. */
  readonly __stateVersion: 1;
}
