import type { SettingOutputs, Status } from "../nat-traversal/setting-state";
import type { Resolved } from "../validation/schema";
import type { rebootEntries } from "./reboot-inputs";

/** What the reboot is told of the setting it belongs to; informs, never triggers. */
export type SettingFacts = Pick<
  SettingOutputs,
  "registryPath" | "applied" | "previous" | "valueAtBoot" | "machine" | "bootEvidence"
> & { readonly id: string };

/** The inputs of a reboot after Pulumi resolved every Output. */
export interface RebootInputs extends Resolved<typeof rebootEntries> {
  readonly __urn?: string;
  readonly __provider?: string;
}

/** What told the boot before a restart from the one after. */
export interface BootBeforeRestart {
  /** The text of the marker, where there was one. */
  readonly marker?: string;
  /** `PrefetchParameters` BootId. */
  readonly bootId?: number;
  /** EventRecordID of the newest Kernel-General event 12. */
  readonly bootEventRecord?: number;
  /** Whether Windows had come to its logon prompt. */
  readonly logonReached?: boolean;
}

/** The last restart this resource asked for or waited for. Times are ISO 8601 UTC. */
export interface LastReboot {
  /** The changeId it was spent on: there is no second restart for it. */
  readonly change: string;
  /** When it was asked for first. */
  readonly requested: string;
  /** When the host was first seen not to answer; absent where it was back before that could be seen. */
  readonly down?: string;
  /** When the host was first seen in the new boot. */
  readonly back?: string;
  /** Which evidence proved it, or why none did; absent while it is not over. */
  readonly evidence?: string;
  /** What there was to compare with. */
  readonly before?: BootBeforeRestart;
}

/** What the state keeps of a reboot. */
export interface RebootOutputs extends RebootInputs {
  readonly host: string;
  readonly status: Status;
  readonly statusReason: string;
  readonly lastReboot?: LastReboot;
  /** Others' reasons for a restart, found while looking. */
  readonly pendingReasons: readonly string[];
  readonly __stateVersion: 1;
}
