import * as pulumi from "@pulumi/pulumi";
import { componentRebootSchema } from "../provider/restart/restart-options";
import { faultsOf } from "../provider/validation/check-failure";
import { isFields, object, unknownSentinel } from "../provider/validation/schema";
import { describe, isLater } from "./require-args";

const schema = object({ reboot: componentRebootSchema });

/**
 * Whether `reboot` asks for restarts. Programs without types can write anything there, and what cannot be understood must not mean
 * "never": throws with every fault in one line, which Pulumi prints without a stack.
 */
export function restartsIfRequired(name: string, reboot: unknown): boolean {
  if (reboot === undefined) return false;
  const faults = faultsIn(reboot);
  if (faults.length > 0) {
    const [first = "", ...others] = faults;
    const all = others.length === 0 ? first : faults.map((fault, at) => `(${at + 1}) ${fault}`).join(" ");
    throw new pulumi.RunError(`${name}: ${all}`);
  }
  return isFields(reboot) && reboot.when === "ifRequired";
}

function faultsIn(reboot: unknown): string[] {
  if (!isFields(reboot) || isLater(reboot)) {
    return [`reboot must be a plain object such as { when: "ifRequired" }; it is ${describe(reboot)}`];
  }
  // What an Output or a promise will bring is checked by the provider.
  const options = Object.entries(reboot).map(([name, value]) => [
    name,
    isLater(value) ? unknownSentinel : value,
  ]);
  const faults = faultsOf(schema, { reboot: Object.fromEntries(options) }).map(({ reason }) => reason);
  if (!isLater(reboot.when)) return faults;
  const why = "because it decides which resources exist";
  return [`reboot.when must be a plain value, ${why}; it is ${describe(reboot.when)}`, ...faults];
}
