import * as pulumi from "@pulumi/pulumi";
import { settingOutlook } from "../provider/nat-traversal/outlook";
import { settingOutputs } from "../provider/nat-traversal/setting-state";
import { settingProviderText } from "../provider/stored-text";
import type { NatTraversalSettingArgs } from "./args";
import { sayInPreview } from "./create-preview";
import {
  type DynamicType,
  dynamicOptions,
  dynamicProperties,
  type ResourceOutputs,
} from "./dynamic-resource";
import { RebootFollows } from "./reboot-follows";
import { requireArgs } from "./require-args";
import { warnOfOptionsWithoutEffect } from "./resource-options";

const type: DynamicType = {
  token: "pulumi-nodejs:dynamic/natT:NatT",
  formerToken: "pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting",
  providerText: settingProviderText,
  outputs: settingOutputs,
};

/** The outputs of a `NatTraversalSetting`. */
export interface NatTraversalSetting extends ResourceOutputs<typeof settingOutputs> {}

/**
 * The value `AssumeUDPEncapsulationContextOnSendRule` of one Windows host (KB 926179), without its restart.
 * Creating it keeps the previous value and writes the new one, or adopts a value that is already right; destroying it puts the previous
 * value back. The value loosens every IPsec policy of the host, and takes effect only after a restart. Most programs use `NatTraversal`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi makes a member of every property that super() gets
export class NatTraversalSetting extends pulumi.CustomResource {
  /**
   * @param name Pulumi's name of the resource; keep it, or give an alias, for it is part of the identity.
   * @param args What the setting is to be, and how to reach the host.
   * @param options Pulumi's options; throws if `import` or `id` is among them.
   */
  constructor(name: string, args: NatTraversalSettingArgs, options?: pulumi.CustomResourceOptions) {
    requireArgs(name, args);
    const follows = new RebootFollows();
    const sent = { ...args, __rebootFollows: follows.answer };
    super(type.token, name, dynamicProperties(type, name, sent, options), dynamicOptions(type, options));
    follows.listenFor(this);
    sayInPreview(this, name, { behindNat: args.behindNat, __rebootFollows: follows.answer }, settingOutlook);
    warnOfOptionsWithoutEffect(this, options);
  }
}
