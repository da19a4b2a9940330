import * as pulumi from "@pulumi/pulumi";
import { settingProvider } from "../provider/dynamic-provider";
import type { BootEvidence, Status, ValueAtBoot } from "../provider/nat-traversal/setting-state";
import type { MachineIdentity } from "../provider/windows/identity";
import type { RegistryValue } from "../provider/windows/registry-value";
import type { NatTraversalSettingArgs } from "./args";
import { withSecretsMarked } from "./connection-secrets";
import { ownUrn, refuseImport, warnOfOptionsWithoutEffect } from "./resource-options";

/**
 * The value `AssumeUDPEncapsulationContextOnSendRule` of one Windows host (KB 926179), without its restart.
 * Creating it keeps what was there and writes the value, or adopts it if it is already so; destroying it puts back what was there.
 * The value loosens every IPsec policy of the host, and is in force after the next restart only. Most programs use `NatTraversal`.
 */
export class NatTraversalSetting extends pulumi.dynamic.Resource {
  /** The host, as the connection names it. */
  declare readonly host: pulumi.Output<string>;
  /** Full path of the registry key, as `HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`. */
  declare readonly registryPath: pulumi.Output<string>;
  /** What is in the registry now. */
  declare readonly registryValue: pulumi.Output<RegistryValue>;
  /** What was there before our first write. */
  declare readonly previous: pulumi.Output<RegistryValue>;
  /** What we wrote, or adopted, last. */
  declare readonly applied: pulumi.Output<RegistryValue>;
  /** Names the last write of the value: a new one asks for a restart. */
  declare readonly changeId: pulumi.Output<string>;
  /** When that was, ISO 8601 UTC, by the clock of the machine that runs Pulumi. */
  declare readonly changedAt: pulumi.Output<string>;
  /** What Windows found at its last restart, as far as known. */
  declare readonly valueAtBoot: pulumi.Output<ValueAtBoot>;
  /** Facts that differ from one boot to the next. */
  declare readonly bootEvidence: pulumi.Output<BootEvidence>;
  /** Whether the setting is in force. */
  declare readonly status: pulumi.Output<Status>;
  /** Why that is the status. */
  declare readonly statusReason: pulumi.Output<string>;
  /** Version of Windows, as `10.0.20348`. */
  declare readonly osVersion: pulumi.Output<string>;
  /** Which machine it is, as far as it could be read. */
  declare readonly machine: pulumi.Output<MachineIdentity>;
  /** Facts about the host that bear on the setting, as a disabled service. */
  declare readonly findings: pulumi.Output<string[]>;
  /** What the last create, update or refresh warned of. */
  declare readonly warnings: pulumi.Output<string[]>;

  /**
   * @param name Pulumi's name of the resource; keep it, or give an alias, for it is part of the identity.
   * @param args What the setting is to be, and how to reach the host.
   * @param options Pulumi's options; throws if `import` is among them.
   */
  constructor(name: string, args: NatTraversalSettingArgs, options?: pulumi.CustomResourceOptions) {
    refuseImport(name, options);
    super(
      settingProvider,
      name,
      {
        ...args,
        connection: withSecretsMarked(args.connection),
        host: undefined,
        registryPath: undefined,
        registryValue: undefined,
        previous: undefined,
        applied: undefined,
        changeId: undefined,
        changedAt: undefined,
        valueAtBoot: undefined,
        bootEvidence: undefined,
        status: undefined,
        statusReason: undefined,
        osVersion: undefined,
        machine: undefined,
        findings: undefined,
        warnings: undefined,
        __urn: ownUrn(name, "pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting", options?.parent),
      },
      options,
      "windows-ipsec",
      "NatTraversalSetting",
    );
    warnOfOptionsWithoutEffect(this, options);
  }
}
