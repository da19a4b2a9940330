import { rebootInputNames } from "../../restart/reboot-inputs";
import type { RebootInputs, RebootOutputs } from "../../restart/reboot-state";

/** The outputs in state, as create, update and read returned them, or as an unfinished restart left them. */
export type StoredReboot = RebootOutputs;

/** Only the inputs among the fields, hidden ones included. */
export function rebootInputsOf(fields: RebootInputs): RebootInputs {
  const names = new Set<string>(rebootInputNames);
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => names.has(name) && value !== undefined),
  ) as unknown as RebootInputs;
}
