import * as pulumi from "@pulumi/pulumi";
import { restartOutlook } from "../provider/restart/outlook";
import { rebootOutputs } from "../provider/restart/reboot-state";
import { rebootProviderText } from "../provider/stored-text";
import type { RegistryValue } from "../provider/windows/registry-value";
import type { RebootArgs, SettingFactsArgs } from "./args";
import { sayInPreview } from "./create-preview";
import {
  type DynamicType,
  dynamicOptions,
  dynamicProperties,
  type ResourceOutputs,
} from "./dynamic-resource";
import { sayRebootFollows } from "./reboot-follows";
import { requireArgs } from "./require-args";
import { warnOfOptionsWithoutEffect } from "./resource-options";

const type: DynamicType = {
  token: "pulumi-nodejs:dynamic/reboot:Reboot",
  formerToken: "pulumi-nodejs:dynamic/windows-ipsec:Reboot",
  providerText: rebootProviderText,
  outputs: rebootOutputs,
};

/** The outputs of a `Reboot`. */
export interface Reboot extends ResourceOutputs<typeof rebootOutputs> {}

/**
 * The restart after which a `NatTraversalSetting` takes effect: requested if required, waited for, and proven.
 * At most one restart for a change; a restart that could not be finished is resumed by the next `pulumi up`.
 * Destroying it does nothing and never connects. Most programs use `NatTraversal`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi makes a member of every property that super() gets
export class Reboot extends pulumi.CustomResource {
  /**
   * @param name Pulumi's name of the resource.
   * @param args Which setting and host, and how the restart is carried out.
   * @param options Pulumi's options; throws if `import` or `id` is among them.
   */
  constructor(name: string, args: RebootArgs, options?: pulumi.CustomResourceOptions) {
    requireArgs(name, args);
    sayRebootFollows(args.setting, args.triggers);
    const sent = { ...args, setting: factsOf(args.setting) };
    super(type.token, name, dynamicProperties(type, name, sent, options), dynamicOptions(type, options));
    sayInPreview(
      this,
      name,
      {
        warningSeconds: args.warningSeconds,
        foreignShutdown: args.foreignShutdown,
        readyWhen: args.readyWhen,
      },
      restartOutlook,
    );
    warnOfOptionsWithoutEffect(this, options);
  }
}

/** The facts alone: a whole resource among the inputs would be sent as a reference that the provider cannot read. */
function factsOf(setting: SettingFactsArgs): SettingFactsArgs {
  // A program without types can leave it out: check says so.
  if (typeof setting !== "object" || setting === null) return setting;
  return {
    id: setting.id,
    registryPath: setting.registryPath,
    applied: setting.applied,
    registryValue: seenInstead(setting),
    previous: setting.previous,
    valueAtBoot: setting.valueAtBoot,
    machine: setting.machine,
    bootEvidence: setting.bootEvidence,
  };
}

/** What was seen in place of what was applied; nothing where both are the same, as they nearly always are. */
function seenInstead({ applied, registryValue }: SettingFactsArgs): pulumi.Output<RegistryValue> {
  return pulumi.all([applied, registryValue]).apply(([wanted, seen]) => {
    const isSame = JSON.stringify(wanted) === JSON.stringify(seen);
    // An Output of nothing is left out of the inputs.
    return (isSame ? undefined : seen) as RegistryValue;
  });
}
