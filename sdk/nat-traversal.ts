import * as pulumi from "@pulumi/pulumi";
import { settingOutputs } from "../provider/nat-traversal/setting-state";
import { type OutputTable, outputNames } from "../provider/output-table";
import { rebootOutputs } from "../provider/restart/reboot-state";
import type { HostArgs, NatTraversalArgs, RebootArgs } from "./args";
import type { ResourceOutputs } from "./dynamic-resource";
import { ignoredChanges } from "./ignored-changes";
import { NatTraversalSetting } from "./nat-traversal-setting";
import { Reboot } from "./reboot";
import { restartsIfRequired } from "./reboot-options";
import { requireArgs } from "./require-args";
import { refuseOptions, warnOfOptionsWithoutEffect } from "./resource-options";

/** Outputs of the setting that only its `Reboot` needs. */
const notShown = ["applied", "changeId", "changedAt", "bootEvidence", "osVersion", "machine"] as const;

type FromSetting = Omit<typeof settingOutputs, (typeof notShown)[number]>;
type FromReboot = Omit<typeof rebootOutputs, "host">;

/** The outputs of a `NatTraversal`: those of its setting, and those of its `Reboot` where it has one. */
export interface NatTraversal extends ResourceOutputs<FromSetting>, ResourceOutputs<FromReboot> {}

/**
 * IPsec NAT traversal of one Windows host, a VPN client or a VPN server: the registry value of KB 926179 and, on request, the
 * restart after which it takes effect. Whatever depends on it waits for both. Destroying it puts the previous value back, and never restarts.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every one of them
export class NatTraversal extends pulumi.ComponentResource {
  /**
   * @param name Pulumi's name of the component and of its children.
   * @param args What the setting is to be, how to reach the host, and whether it may be restarted.
   * @param options Pulumi's options; throws if `import` or `id` is among them.
   */
  constructor(name: string, args: NatTraversalArgs, options?: pulumi.ComponentResourceOptions) {
    requireArgs(name, args);
    refuseOptions(name, options);
    const rebootFollows = restartsIfRequired(name, args.reboot);
    // No arguments: the engine stores a component's inputs, and a connection holds credentials.
    super("windows-ipsec:index:NatTraversal", name, {}, options);
    warnOfOptionsWithoutEffect(this, options);

    const { reboot: _restart, ...settingArgs } = args;
    const ignored = ignoredChanges(this, options?.ignoreChanges ?? [], Object.keys(hostArgs(args)));
    const setting = new NatTraversalSetting(name, settingArgs, {
      parent: this,
      ignoreChanges: ignored.setting,
    });
    const reboot = rebootFollows
      ? new Reboot(name, rebootArgs(args, setting), {
          parent: this,
          dependsOn: setting,
          ignoreChanges: ignored.reboot,
        })
      : undefined;

    const outputs = {
      ...outputsOf(setting, settingOutputs, notShown),
      ...(reboot === undefined
        ? {
            lastReboot: pulumi.output(undefined),
            pendingSince: pulumi.output(undefined),
            computerKind: pulumi.output(undefined),
            notReady: pulumi.output([]),
            pendingReasons: pulumi.output([]),
          }
        : outputsOf(reboot, rebootOutputs, ["host"])),
    };
    Object.assign(this, outputs);
    // Not all of them: the engine stores what is registered beside the children's own outputs, and no refresh renews it.
    this.registerOutputs({ status: this.status });
  }
}

/** What the setting and its `Reboot` are both given. */
function hostArgs({
  connection,
  bootMarker,
  acceptMachine,
  onUnreachable,
  timeouts,
}: NatTraversalArgs): HostArgs {
  return { connection, bootMarker, acceptMachine, onUnreachable, timeouts };
}

function rebootArgs(args: NatTraversalArgs, setting: NatTraversalSetting): RebootArgs {
  const { when: _decided, ...restart } = { when: "never", ...args.reboot };
  return {
    ...restart,
    ...hostArgs(args),
    triggers: { change: setting.changeId },
    setting,
  };
}

function outputsOf(resource: pulumi.Resource, table: OutputTable, but: readonly string[]): pulumi.Inputs {
  const names = outputNames(table).filter((name) => !but.includes(name));
  return Object.fromEntries(names.map((name) => [name, Reflect.get(resource, name)]));
}
