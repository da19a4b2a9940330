import type * as pulumi from "@pulumi/pulumi";

/*
 * What the SDK knows of an Output and no public method tells; it asks these members itself before it sends a value.
 */

/** Whether the value is known: in a preview it may not be, and in an update not if what should have brought it failed. */
export async function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (await Reflect.get(output, "isKnown")) !== false;
}

/** Whether the value is a secret, or comes from one. */
export async function isSecret(output: pulumi.Output<unknown>): Promise<boolean> {
  return (await Reflect.get(output, "isSecret")) === true;
}
