import type { ValidationErrors } from "./check-failure";
import { checkFields, checkNames, checkWhole } from "./check-values";

/** The range of every limit that a program may give, in seconds: one second to one day. */
export const timeoutRange = { least: 1, most: 86_400, unit: "seconds" } as const;

const names = ["connectSeconds", "commandSeconds"] as const;

/** Notes the faults of `timeouts`. */
export function checkTimeouts(faults: ValidationErrors, value: unknown): void {
  const timeouts = checkFields(faults, "timeouts", value);
  if (timeouts === undefined) return;
  checkNames(faults, "timeouts", timeouts, names);
  for (const name of names) checkWhole(faults, `timeouts.${name}`, timeouts[name], timeoutRange);
}
