import * as pulumi from "@pulumi/pulumi";
import { type OutputDeclaration, type OutputTable, outputNames } from "../provider/output-table";
import type { ConnectionArgs } from "./connection-args";
import { withSecretsMarked } from "./connection-secrets";
import { dependencyFailed } from "./dependency-failed";
import { refuseOptions } from "./resource-options";

/** The outputs of a table, as members of a resource. */
export type ResourceOutputs<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OutputDeclaration<infer T>
    ? pulumi.Output<T extends readonly (infer Item)[] ? Item[] : T>
    : never;
};

/** What makes a kind of resource of this package. */
export interface DynamicType {
  /** The type that state and display name; fixed for good. */
  readonly token: string;
  /** The type under which earlier states have it. */
  readonly formerToken: string;
  /** The text that stands for the provider in state. */
  readonly providerText: string;
  readonly outputs: OutputTable;
}

/**
 * The properties of a resource that the engine gives to the dynamic provider of this package. The type's prefix and `__provider` are
 * all that makes a resource dynamic; the SDK's own class would serialize a closure for each.
 */
export function dynamicProperties(
  { token, providerText, outputs }: DynamicType,
  name: string,
  args: { readonly connection: pulumi.Input<ConnectionArgs> },
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  refuseOptions(name, options);
  return {
    ...args,
    connection: withSecretsMarked(args.connection),
    // A property that is not there at the registration never becomes a member.
    ...Object.fromEntries(outputNames(outputs).map((output) => [output, undefined])),
    __provider: providerText,
    __urn: ownUrn(name, token, options?.parent),
    __dependencyFailed: dependencyFailed(args),
  };
}

/** The options with the former type as an alias: a state that has it is taken over without a replacement. */
export function dynamicOptions(
  { formerToken }: DynamicType,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(options, { aliases: [{ type: formerToken }] });
}

/**
 * The resource's own URN, for the provider, which is not told it. A plain promise on purpose: an Output would carry a dependency
 * on the parent, which stands for all its children, and a component with two of them would wait for itself for ever.
 */
function ownUrn(name: string, type: string, parent: pulumi.Resource | undefined): Promise<string> {
  return new Promise((resolve) => {
    pulumi.createUrn(name, type, parent).apply(resolve);
  });
}
