import type { RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { rebootInputNames } from "./check";

/** The outputs in state, as create, update and read returned them, or as an unfinished restart left them. */
export type StoredReboot = RebootOutputs;

/** What applies where a program says nothing; seconds. */
export const rebootDefaults = { warningSeconds: 60, timeoutSeconds: 1800, ifUnknown: "leave" } as const;

/** Only the inputs among the fields, hidden ones included. */
export function rebootInputsOf(fields: RebootInputs): RebootInputs {
  const names = new Set<string>(rebootInputNames);
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => names.has(name) && value !== undefined),
  ) as unknown as RebootInputs;
}
