import * as pulumi from "@pulumi/pulumi";
import { isKnown } from "./output-state";

/**
 * `true` where an argument comes from a resource that failed in this very update (`up --continue-on-error`), else undefined. What such
 * an Output should have brought reaches the provider as if the program had left it out, and a fault there would end the program: of
 * whatever it had not declared by then nothing would be done. In a preview there are unknown values for good reasons.
 */
export async function dependencyFailed(args: object): Promise<true | undefined> {
  if (pulumi.runtime.isDryRun()) return undefined;
  // A promise or an Output that is rejected is reported by the SDK.
  const failed = await holdsUnknown(args).catch(() => false);
  return failed ? true : undefined;
}

async function holdsUnknown(input: unknown): Promise<boolean> {
  if (input instanceof Promise) return holdsUnknown(await input);
  if (pulumi.Output.isInstance(input)) return !(await isKnown(input));
  if (typeof input !== "object" || input === null || pulumi.Resource.isInstance(input)) return false;
  const parts = await Promise.all(Object.values(input).map(holdsUnknown));
  return parts.includes(true);
}
