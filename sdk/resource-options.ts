import * as pulumi from "@pulumi/pulumi";
import { isFields } from "../provider/validation/schema";
import { kindOf } from "../provider/validation/wording";

/**
 * Refuses what the engine cannot do for these resources.
 * Throws if `import` or `id` is given: the engine cannot import a dynamic resource, and need not, since a create adopts the current value;
 * with `id` it would read a resource that was never created.
 */
export function refuseOptions(name: string, options: pulumi.ResourceOptions | undefined): void {
  if (options !== undefined && !isFields(options)) {
    throw new pulumi.RunError(
      `${name}: the options must be an object, such as { protect: true }; they are ${kindOf(options)}`,
    );
  }
  for (const option of ["import", "id"]) {
    if (options === undefined || Reflect.get(options, option) === undefined) continue;
    throw new pulumi.RunError(
      `${name}: the option "${option}" cannot be used here. Leave it out: a create adopts the value that is already there, without writing it.`,
    );
  }
}

/** Warns of options that the engine takes and then ignores for dynamic resources. */
export function warnOfOptionsWithoutEffect(
  resource: pulumi.Resource,
  options: pulumi.ResourceOptions | undefined,
): void {
  if (options?.customTimeouts !== undefined) {
    void pulumi.log.warn(
      'the option "customTimeouts" has no effect here: use the arguments "timeouts" and "reboot.timeoutSeconds"',
      resource,
    );
  }
  if (options?.replaceOnChanges !== undefined) {
    void pulumi.log.warn(
      'the option "replaceOnChanges" has no effect here: nothing is ever replaced',
      resource,
    );
  }
}
