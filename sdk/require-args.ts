import * as pulumi from "@pulumi/pulumi";
import { isFields } from "../provider/validation/schema";
import { kindOf } from "../provider/validation/wording";

/**
 * Throws one line, which Pulumi prints without a stack, where the arguments of a resource are missing or no plain object, as a program
 * without types can have it. What is in them is checked by the provider.
 */
export function requireArgs(name: string, args: unknown): void {
  if (isFields(args) && !isLater(args)) return;
  const are = args === undefined ? "there are none" : `they are ${describe(args)}`;
  throw new pulumi.RunError(
    `${name}: the arguments must be an object, such as { connection: { ... }, ... }, whose properties may be Outputs; ${are}`,
  );
}

/** Whether it is an Output or a promise: its value comes later. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** What a value is, in words. */
export function describe(value: unknown): string {
  if (pulumi.Output.isInstance(value)) return "an Output";
  return value instanceof Promise ? "a promise" : kindOf(value);
}
