import type { BootEvidence, SettingOutputs, Status } from "../nat-traversal/setting-state";
import { data, type OutputValues, sentences } from "../output-table";
import type { Resolved } from "../validation/schema";
import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";
import type { ForeignShutdown } from "./foreign-shutdown";
import type { ComputerKind } from "./group";
import type { rebootEntries } from "./reboot-inputs";

/** What the reboot knows of the setting it belongs to; informs, never triggers. */
export type SettingFacts = Pick<
  SettingOutputs,
  "registryPath" | "applied" | "previous" | "valueAtBoot" | "machine" | "bootEvidence"
> & { readonly id: string; readonly registryValue?: RegistryValue };

/** The inputs of a reboot after Pulumi resolved every Output; their form is proven by check. */
export interface RebootInputs extends Resolved<typeof rebootEntries> {}

/** The last restart that this resource requested or waited for. Times are ISO 8601 UTC. */
export interface LastReboot {
  /** The changeId it was spent on: there is no second restart for it. */
  readonly change: string;
  /** When it was first requested. */
  readonly requested: string;
  /** When it was last requested, where an earlier request may have been lost. */
  readonly requestedAgain?: string;
  /** When the host first stopped answering; absent where it was back before that could be seen. */
  readonly down?: string;
  /** When the host was first seen in the new boot. */
  readonly back?: string;
  /** When everything that `readyWhen` names was first seen to work after it. */
  readonly ready?: string;
  /** Seconds from when it went down until it was proven, and ready; absent where not one run watched all of that. */
  readonly tookSeconds?: number;
  /** Which evidence proved it, or why none did; absent while it is not finished. */
  readonly evidence?: string;
  /** Set where updates or features were waiting for it: it takes longer. */
  readonly installsUpdates?: true;
  /** Set where its warning was over long before the run ended, and the host never went down: it will not come any more. */
  readonly cameToNothing?: true;
  /** A shutdown of somebody else that it met: waited for, or taken away for it. */
  readonly foreign?: ForeignShutdown;
  /** What was there after it in place of what the setting applied, and after how many restarts in a row. */
  readonly undone?: { readonly value: RegistryValue; readonly times: number };
  /** The boot before it: what there was to compare with. */
  readonly before?: BootOfMachine & {
    /** The text of the marker, where there was one. */
    readonly marker?: string;
    /** Whether Windows had come to its logon prompt. */
    readonly logonReached?: boolean;
  };
  /** The boot that proved it. */
  readonly after?: BootOfMachine & {
    /** What Windows found then; states of earlier versions do not tell. */
    readonly found?: RegistryValue;
  };
}

/** One boot, and the machine that it was of. */
export interface BootOfMachine extends Omit<BootEvidence, "marked"> {
  /** As far as its identity could be read; states of earlier versions do not tell. */
  readonly machine?: MachineIdentity;
}

/** The outputs of a reboot, each declared here alone; create, update and read fill them. */
export const rebootOutputs = {
  /** The host, as the connection names it. */
  host: data<string>(),
  /** Whether the setting is active: `active`, `rebootPending`, `drift`, `unknown` or `noEffect`. */
  status: data<Status>(),
  /** Why that is the status. */
  statusReason: sentences<string>(),
  /** The last restart that was requested or joined, with its evidence; undefined before the first, and without a `Reboot`. */
  lastReboot: data<LastReboot | undefined>(),
  /** Since when a required restart has been put off, ISO 8601 UTC; undefined while none is. */
  pendingSince: data<string | undefined>(),
  /** Whether Windows says that it is a `server` or a `client`; undefined as long as no restart was required. */
  computerKind: data<ComputerKind | undefined>(),
  /** What of `readyWhen` did not work when that was looked at last; empty where everything did, and without `readyWhen`. */
  notReady: sentences<readonly string[]>(),
  /** Other reasons for a restart of the host, found while looking; empty without a `Reboot`. */
  pendingReasons: sentences<readonly string[]>(),
};

/** What the state keeps of a reboot: the inputs as given, and the outputs. */
export interface RebootOutputs
  extends RebootInputs,
    Omit<OutputValues<typeof rebootOutputs>, "lastReboot" | "pendingSince" | "computerKind" | "notReady"> {
  readonly lastReboot?: LastReboot;
  readonly pendingSince?: string;
  readonly computerKind?: ComputerKind;
  /** States of earlier versions do not have it. */
  readonly notReady?: readonly string[];
  readonly __stateVersion: 1;
}
