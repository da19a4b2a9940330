import type * as pulumi from "@pulumi/pulumi";
import type {
  BehindNat,
  BootEvidence,
  RegistryKey,
  ValueAtBoot,
} from "../provider/nat-traversal/setting-state";
import type { MachineIdentity } from "../provider/windows/identity";
import type { RegistryValue } from "../provider/windows/registry-value";
import type { ConnectionArgs, OnUnreachableArgs, TimeoutsArgs } from "./connection-args";

/** What `NatTraversalSetting` and `Reboot` have in common: the host and how to deal with it. */
export interface HostArgs {
  /** How to reach the host. Passwords, keys and passphrases given as text are kept as secrets. */
  connection: pulumi.Input<ConnectionArgs>;
  /**
   * Accepts that another machine (or a new installation of Windows) answers at this address from now on.
   * @default false
   */
  acceptMachine?: pulumi.Input<boolean> | undefined;
  /**
   * What to do when the host cannot be reached.
   * @default both "fail"
   */
  onUnreachable?: pulumi.Input<OnUnreachableArgs> | undefined;
  /**
   * Whether a note that lasts until the next restart is kept on the host, in the volatile key `HKLM\HARDWARE\DESCRIPTION\System`.
   * Without it the previous value is lost if a create is killed, and a restart is harder to prove.
   * @default true
   */
  bootMarker?: pulumi.Input<boolean> | undefined;
  /**
   * Limits for talking to the host.
   * @default 20 seconds to connect, 60 seconds for a command
   */
  timeouts?: pulumi.Input<TimeoutsArgs> | undefined;
}

/** What `NatTraversalSetting` takes. */
export interface NatTraversalSettingArgs extends HostArgs {
  /**
   * Who is behind NAT, seen from this host: `none` (0), `client` (0), `server` (1), `both` (2), or the numbers of KB 926179.
   * A Windows VPN server and its clients both need the value.
   */
  behindNat: pulumi.Input<BehindNat>;
  /**
   * What a destroy does: `restore` puts back what was there before the first write, `remove` deletes the value, `keep` leaves it
   * and does not connect.
   * @default "restore"
   */
  onDelete?: pulumi.Input<"restore" | "remove" | "keep"> | undefined;
  /**
   * Whether a destroy also puts back the previous value over one that somebody else wrote after us.
   * @default false
   */
  overwriteForeignChange?: pulumi.Input<boolean> | undefined;
  /**
   * Exports the registry key to a file on the host before the first write; nothing is written if that fails.
   * @default no backup
   */
  backup?: pulumi.Input<BackupArgs> | undefined;
  /**
   * Under which service the value lives: `PolicyAgent` from Windows Vista on, `IPSec` on Windows XP (KB 947234).
   * Windows Server 2003 and XP x64 (version 5.2) need it to be stated.
   * @default by the version of Windows
   */
  registryKey?: pulumi.Input<RegistryKey> | undefined;
}

/** Where the host keeps a copy of the registry key. */
export interface BackupArgs {
  /** An existing folder on the host, as `C:\\Backups`. */
  hostDirectory: pulumi.Input<string>;
}

/** How a restart is carried out. */
export interface RestartArgs {
  /**
   * What to do when nothing tells whether the setting is in force: `leave` it at that, or `reboot`.
   * @default "leave"
   */
  ifUnknown?: pulumi.Input<"leave" | "reboot"> | undefined;
  /**
   * Seconds for which people on the host are warned, 5 at least. Programs are closed by force when they are over.
   * @default 60
   */
  warningSeconds?: pulumi.Input<number> | undefined;
  /**
   * Seconds from the request until the restart is proven.
   * @default 1800
   */
  timeoutSeconds?: pulumi.Input<number> | undefined;
  /**
   * What to do when somebody else's shutdown is under way: `join` waits for it instead of asking for one.
   * @default "join"
   */
  foreignShutdown?: pulumi.Input<"join"> | undefined;
}

/** What `Reboot` takes. */
export interface RebootArgs extends HostArgs, RestartArgs {
  /** What asks for a restart. */
  triggers: pulumi.Input<RebootTriggers>;
  /** The setting that the restart is for: the `NatTraversalSetting` itself, or these outputs of it. They inform, and never trigger. */
  setting: SettingFactsArgs;
  /**
   * Restarts the host if the setting is not in force without. (For no restart at all leave the resource out.)
   * @default "ifRequired"
   */
  when?: pulumi.Input<"ifRequired"> | undefined;
}

/** What asks for a restart. */
export interface RebootTriggers {
  /** The `changeId` of the setting: a restart is considered whenever it is a new one. */
  change: pulumi.Input<string>;
}

/** What a `Reboot` is told of its setting. */
export interface SettingFactsArgs {
  /** Pulumi's id of the setting. */
  id: pulumi.Input<string>;
  /** Full path of the registry key. */
  registryPath: pulumi.Input<string>;
  /** What was written, or adopted, last. */
  applied: pulumi.Input<RegistryValue>;
  /** What was there before the first write. */
  previous: pulumi.Input<RegistryValue>;
  /** What the last restart found, as far as known. */
  valueAtBoot: pulumi.Input<ValueAtBoot>;
  /** Which machine it is. */
  machine: pulumi.Input<MachineIdentity>;
  /** Facts that differ from one boot to the next. */
  bootEvidence: pulumi.Input<BootEvidence>;
}

/** What `NatTraversal` takes. */
export interface NatTraversalArgs extends NatTraversalSettingArgs {
  /**
   * Whether and how the host is restarted. Without a restart a new value is not in force.
   * @default no restart by Pulumi
   */
  reboot?: NatTraversalRebootArgs | undefined;
}

/** Whether and how `NatTraversal` restarts the host. */
export interface NatTraversalRebootArgs extends RestartArgs {
  /**
   * `never`, or `ifRequired`: when the setting is not in force without. Plain, because it decides which resources exist.
   * @default "never"
   */
  when?: "never" | "ifRequired" | undefined;
}
