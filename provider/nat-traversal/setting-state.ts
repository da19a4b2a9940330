import type { Resolved } from "../validation/schema";
import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";
import type { onUnreachableEntries, settingEntries } from "./setting-inputs";

export type { BehindNat } from "./behind-nat";

/** Under which service the value lives: `PolicyAgent` from Vista on, `IPSec` on Windows XP (KB 947234). */
export type RegistryKey = "PolicyAgent" | "IPSec";

/** What to do when the host cannot be reached. */
export interface OnUnreachable extends Resolved<typeof onUnreachableEntries> {}

/** The inputs of a setting after Pulumi resolved every Output. */
export interface SettingInputs extends Resolved<typeof settingEntries> {
  /** The resource's own URN, handed in by the constructor; never compared. */
  readonly __urn?: string;
  /** Whether a `Reboot` of the same component deals with a pending restart; never compared. */
  readonly __rebootFollows?: boolean;
  /** The serialized provider, put there by the SDK; never compared, always passed through. */
  readonly __provider?: string;
}

/** Whether the setting is active. */
export type Status = "active" | "rebootPending" | "unknown" | "noEffect";

/** What the last restart found, as far as it is known. */
export type ValueAtBoot = RegistryValue | UnknownValueAtBoot;

/** Nothing tells what the last restart found. */
export interface UnknownValueAtBoot {
  /** Says that it is not known. */
  readonly type: "unknown";
}

/** Facts that differ from one boot to the next. */
export interface BootEvidence {
  /** `PrefetchParameters` BootId. */
  readonly bootId?: number;
  /** EventRecordID of the newest Kernel-General event 12. */
  readonly bootEventRecord?: number;
  /** Whether a marker was on the host when it was left: only then does a missing marker tell of a restart. */
  readonly marked?: boolean;
}

/** What the state keeps of a setting: the inputs as given, and what was seen and done. */
export interface SettingOutputs extends SettingInputs {
  readonly host: string;
  /** Full key, `HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`. */
  readonly registryPath: string;
  /** What is there now. */
  readonly registryValue: RegistryValue;
  /** What was there before our first write; never renewed. */
  readonly previous: RegistryValue;
  /** What we wrote, or adopted, last. */
  readonly applied: RegistryValue;
  /** Names the last change of the value; the reboot's trigger. */
  readonly changeId: string;
  /** When that was, ISO 8601 UTC, by the clock of the machine that runs Pulumi. */
  readonly changedAt: string;
  readonly valueAtBoot: ValueAtBoot;
  readonly bootEvidence: BootEvidence;
  readonly status: Status;
  readonly statusReason: string;
  /** "10.0.20348" and the like. */
  readonly osVersion: string;
  readonly machine: MachineIdentity;
  /** Facts about the host that bear on the setting (a disabled service, ProhibitIpSec). */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
  /** Version of this shape; every later version of the package reads every earlier one. */
  readonly __stateVersion: 1;
}
