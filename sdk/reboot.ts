import * as pulumi from "@pulumi/pulumi";
import { rebootProvider } from "../provider/dynamic-provider";
import type { Status } from "../provider/nat-traversal/setting-state";
import type { LastReboot } from "../provider/restart/reboot-state";
import type { RebootArgs, SettingFactsArgs } from "./args";
import { withSecretsMarked } from "./connection-secrets";
import { ownUrn, refuseImport, warnOfOptionsWithoutEffect } from "./resource-options";

/**
 * The restart that brings a `NatTraversalSetting` into force: asked for if required, waited for, and proven.
 * At most one restart for a change; what could not be finished is gone on with by the next `pulumi up`.
 * Destroying it does nothing and never connects. Most programs use `NatTraversal`.
 */
export class Reboot extends pulumi.dynamic.Resource {
  /** The host, as the connection names it. */
  declare readonly host: pulumi.Output<string>;
  /** Whether the setting is in force. */
  declare readonly status: pulumi.Output<Status>;
  /** Why that is the status. */
  declare readonly statusReason: pulumi.Output<string>;
  /** The last restart that was asked for or joined, with its evidence; undefined before the first. */
  declare readonly lastReboot: pulumi.Output<LastReboot | undefined>;
  /** Other reasons for a restart of the host, found while looking. */
  declare readonly pendingReasons: pulumi.Output<string[]>;

  /**
   * @param name Pulumi's name of the resource.
   * @param args Which setting and host, and how the restart is carried out.
   * @param options Pulumi's options; throws if `import` is among them.
   */
  constructor(name: string, args: RebootArgs, options?: pulumi.CustomResourceOptions) {
    refuseImport(name, options);
    super(
      rebootProvider,
      name,
      {
        ...args,
        connection: withSecretsMarked(args.connection),
        setting: factsOf(args.setting),
        host: undefined,
        status: undefined,
        statusReason: undefined,
        lastReboot: undefined,
        pendingReasons: undefined,
        __urn: ownUrn(name, "pulumi-nodejs:dynamic/windows-ipsec:Reboot", options?.parent),
      },
      options,
      "windows-ipsec",
      "Reboot",
    );
    warnOfOptionsWithoutEffect(this, options);
  }
}

/** The facts alone: a whole resource among the inputs would be sent as a reference that the provider cannot read. */
function factsOf(setting: SettingFactsArgs): SettingFactsArgs {
  return {
    id: setting.id,
    registryPath: setting.registryPath,
    applied: setting.applied,
    previous: setting.previous,
    valueAtBoot: setting.valueAtBoot,
    machine: setting.machine,
    bootEvidence: setting.bootEvidence,
  };
}
