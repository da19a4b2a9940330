import * as pulumi from "@pulumi/pulumi";
import { isKnown, isSecret } from "./output-state";

/**
 * Says in the summary of a preview what the create of a resource will do. Only the program knows that a run is a preview: the provider is
 * not told, and what it keeps in the summary of an `up` would speak of what has been done. What depends on a value that is not known yet,
 * or is a secret, is not said. The text begins with the resource's name, which a preview with `--diff` does not print beside it.
 */
export function sayInPreview<T>(
  resource: pulumi.CustomResource,
  name: string,
  inputs: pulumi.Input<T>,
  outlook: (inputs: pulumi.Unwrap<T>) => string | undefined,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const told = pulumi.output(inputs).apply(outlook) as pulumi.Output<string | undefined>;
  void (async () => {
    // A resource that exists has an id; what its update will do is for the provider to say, which has its state.
    if (await isKnown(resource.id)) return;
    if (!(await isKnown(told)) || (await isSecret(told))) return;
    const text = await new Promise<string | undefined>((resolve) => {
      told.apply(resolve);
    });
    if (text !== undefined) await pulumi.log.info(`${name}: ${text}`, resource);
  })().catch(() => {
    // An input or a registration that fails is reported by the SDK.
  });
}
