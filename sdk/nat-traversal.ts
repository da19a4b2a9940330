import * as pulumi from "@pulumi/pulumi";
import type { Status, ValueAtBoot } from "../provider/nat-traversal/setting-state";
import type { LastReboot } from "../provider/restart/reboot-state";
import type { RegistryValue } from "../provider/windows/registry-value";
import type { NatTraversalArgs } from "./args";
import { NatTraversalSetting } from "./nat-traversal-setting";
import { Reboot } from "./reboot";
import { restartsIfRequired } from "./reboot-options";
import { refuseImport, warnOfOptionsWithoutEffect } from "./resource-options";

/**
 * IPsec NAT traversal of one Windows host, a VPN client or a VPN server: the registry value of KB 926179 and, if asked for, the
 * restart that brings it into force. Whatever depends on it waits for both. Destroying it puts back what was there, and never restarts.
 */
export class NatTraversal extends pulumi.ComponentResource {
  /** Whether the setting is in force: `active`, `rebootPending`, `unknown` or `noEffect`. */
  readonly status: pulumi.Output<Status>;
  /** Why that is the status. */
  readonly statusReason: pulumi.Output<string>;
  /** The last restart that was asked for or joined, with its evidence; undefined before the first and with `when: "never"`. */
  readonly lastReboot: pulumi.Output<LastReboot | undefined>;
  /** Other reasons for a restart of the host; empty with `when: "never"`. */
  readonly pendingReasons: pulumi.Output<string[]>;
  /** The host, as the connection names it. */
  readonly host: pulumi.Output<string>;
  /** Full path of the registry key, as `HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`. */
  readonly registryPath: pulumi.Output<string>;
  /** What is in the registry now. */
  readonly registryValue: pulumi.Output<RegistryValue>;
  /** What was there before our first write. */
  readonly previous: pulumi.Output<RegistryValue>;
  /** What Windows found at its last restart, as far as known. */
  readonly valueAtBoot: pulumi.Output<ValueAtBoot>;
  /** Facts about the host that bear on the setting, as a disabled service. */
  readonly findings: pulumi.Output<string[]>;
  /** What the last create, update or refresh of the setting warned of. */
  readonly warnings: pulumi.Output<string[]>;

  /**
   * @param name Pulumi's name of the component and of its children.
   * @param args What the setting is to be, how to reach the host, and whether it may be restarted.
   * @param options Pulumi's options; throws if `import` is among them.
   */
  constructor(name: string, args: NatTraversalArgs, options?: pulumi.ComponentResourceOptions) {
    refuseImport(name, options);
    const rebootFollows = restartsIfRequired(name, args.reboot);
    // No arguments: the engine stores a component's inputs, and a connection holds credentials.
    super("windows-ipsec:index:NatTraversal", name, {}, options);
    warnOfOptionsWithoutEffect(this, options);

    const { reboot: _restart, ...settingArgs } = args;
    // Hidden: with a Reboot the stored status of the setting is not the last word on a pending restart.
    const hidden = rebootFollows ? { __rebootFollows: true } : {};
    const setting = new NatTraversalSetting(name, { ...settingArgs, ...hidden }, { parent: this });
    const reboot = rebootFollows ? rebootOf(this, name, args, setting) : undefined;

    this.status = (reboot ?? setting).status;
    this.statusReason = (reboot ?? setting).statusReason;
    this.lastReboot = reboot?.lastReboot ?? pulumi.output<LastReboot | undefined>(undefined);
    this.pendingReasons = reboot?.pendingReasons ?? pulumi.output<string[]>([]);
    this.host = setting.host;
    this.registryPath = setting.registryPath;
    this.registryValue = setting.registryValue;
    this.previous = setting.previous;
    this.valueAtBoot = setting.valueAtBoot;
    this.findings = setting.findings;
    this.warnings = setting.warnings;
    this.registerOutputs({
      status: this.status,
      statusReason: this.statusReason,
      lastReboot: this.lastReboot,
      pendingReasons: this.pendingReasons,
      host: this.host,
      registryPath: this.registryPath,
      registryValue: this.registryValue,
      previous: this.previous,
      valueAtBoot: this.valueAtBoot,
      findings: this.findings,
      warnings: this.warnings,
    });
  }
}

function rebootOf(
  parent: NatTraversal,
  name: string,
  args: NatTraversalArgs,
  setting: NatTraversalSetting,
): Reboot {
  const { when: _decided, ...restart } = { when: "never", ...args.reboot };
  return new Reboot(
    name,
    {
      ...restart,
      connection: args.connection,
      triggers: { change: setting.changeId },
      setting,
      bootMarker: args.bootMarker,
      acceptMachine: args.acceptMachine,
      onUnreachable: args.onUnreachable,
      timeouts: args.timeouts,
    },
    { parent, dependsOn: setting },
  );
}
