import * as pulumi from "@pulumi/pulumi";
import { isFields } from "../provider/validation/schema";
import { kindOf } from "../provider/validation/wording";

/** Options of Pulumi that people take for arguments; none of them is the name of one. */
const pulumiOptions = [
  "protect",
  "parent",
  "dependsOn",
  "aliases",
  "ignoreChanges",
  "provider",
  "retainOnDelete",
];

function refusePulumiOptions(name: string, args: Readonly<Record<string, unknown>>): void {
  const option = pulumiOptions.find((option) => args[option] !== undefined);
  if (option === undefined) return;
  throw new pulumi.RunError(
    `${name}: "${option}" is an option of Pulumi, not an argument: give it in the third place, as in NatTraversal(name, { ... }, { ${option}: ... })`,
  );
}

/**
 * Throws one line, which Pulumi prints without a stack, where the name or the arguments of a resource are missing or no plain object, as a program
 * without types can have it. What is in them is checked by the provider.
 */
export function requireArgs(name: unknown, args: unknown): void {
  if (typeof name !== "string" || name === "") {
    const is = name === undefined ? "missing" : name === "" ? "empty" : describe(name);
    throw new pulumi.RunError(
      `the first argument must be the name of the resource, such as "vpn-server"; it is ${is}`,
    );
  }
  if (isFields(args) && !isLater(args)) {
    refusePulumiOptions(name, args);
    return;
  }
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
