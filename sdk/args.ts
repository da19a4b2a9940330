import type * as pulumi from "@pulumi/pulumi";
import type { SecretSource, TextSource, timeoutEntries } from "../provider/hosts/connection";
import type {
  backupEntries,
  hostEntries,
  onUnreachableEntries,
  valueEntries,
} from "../provider/nat-traversal/setting-inputs";
import type { groupEntries } from "../provider/restart/group";
import type { readyWhenEntries, tcpPortEntries } from "../provider/restart/ready-when";
import type { settingFactEntries, triggerEntries } from "../provider/restart/reboot-inputs";
import type { restartEntries, whenEntries } from "../provider/restart/restart-options";
import type { windowEntries } from "../provider/restart/window";
import type { Resolved } from "../provider/validation/schema";
import type { ArgsOf } from "./args-of";
import type { ConnectionArgs } from "./connection-args";

/** What `NatTraversalSetting` and `Reboot` have in common: the host and how to deal with it. */
export interface HostArgs extends ArgsOf<Resolved<typeof hostEntries>> {
  /** How to reach the host. Passwords, keys and passphrases given as text are kept as secrets. */
  connection: pulumi.Input<ConnectionArgs>;
}

/** What `NatTraversalSetting` takes. */
export interface NatTraversalSettingArgs extends HostArgs, ArgsOf<Resolved<typeof valueEntries>> {}

/** Where the host keeps a copy of the registry key. */
export interface BackupArgs extends ArgsOf<Resolved<typeof backupEntries>> {}

/** How a restart is carried out. */
export interface RestartArgs extends ArgsOf<Resolved<typeof restartEntries>> {}

/** What `Reboot` takes. */
export interface RebootArgs extends HostArgs, RestartArgs {
  /** What asks for a restart. */
  triggers: pulumi.Input<RebootTriggers>;
  /** The setting that the restart is for: the `NatTraversalSetting` itself, or these outputs of it. They inform, and never trigger. */
  setting: SettingFactsArgs;
}

/** What asks for a restart. */
export interface RebootTriggers extends ArgsOf<Resolved<typeof triggerEntries>> {}

type SettingFacts = Resolved<typeof settingFactEntries>;

/** What a `Reboot` is told of its setting. */
export type SettingFactsArgs = { -readonly [Name in keyof SettingFacts]: pulumi.Input<SettingFacts[Name]> };

/** What `NatTraversal` takes. */
export interface NatTraversalArgs extends NatTraversalSettingArgs {
  /**
   * Whether and how the host is restarted. A new value takes effect only after a restart.
   * @default no restart by Pulumi
   */
  reboot?: NatTraversalRebootArgs | undefined;
}

/** Whether and how `NatTraversal` restarts the host. */
export interface NatTraversalRebootArgs extends RestartArgs, ArgsOf<Resolved<typeof whenEntries>> {}

/** When a host may be restarted. */
export interface RestartWindowArgs extends ArgsOf<Resolved<typeof windowEntries>> {}

/** What must work after a restart before the host counts as back. */
export interface ReadyWhenArgs extends ArgsOf<Resolved<typeof readyWhenEntries>> {}

/** A TCP port of another host than the connection's. */
export interface TcpPortArgs extends ArgsOf<Resolved<typeof tcpPortEntries>> {}

/** The hosts that are restarted a few at a time. */
export interface RestartGroupArgs extends ArgsOf<Resolved<typeof groupEntries>> {}

/** Limits for talking to the host. */
export interface TimeoutsArgs extends ArgsOf<Resolved<typeof timeoutEntries>> {}

/** What to do when the host cannot be reached. Create and update always fail then. */
export interface OnUnreachableArgs extends ArgsOf<Resolved<typeof onUnreachableEntries>> {}

/**
 * A secret: its text, `{ env: "NAME" }` or `{ file: "path" }`. A text is encrypted in the state; of the other two only the name is
 * stored, and they are read by every command, refresh and destroy included, so that a rotated secret needs no update.
 */
export type SecretArgs = ArgsOf<SecretSource>;

/** A certificate in PEM form or a host key: its text, which is no secret, or `{ file: "path" }`, which is read by every command. */
export type TextArgs = ArgsOf<TextSource>;
