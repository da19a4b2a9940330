import type { ValidationErrors } from "../validation/check-failure";
import { checkChoice, checkFields, checkNames } from "../validation/check-values";

/** Notes the faults of `onUnreachable`. */
export function checkOnUnreachable(faults: ValidationErrors, value: unknown): void {
  const chosen = checkFields(faults, "onUnreachable", value);
  if (chosen === undefined) return;
  checkNames(faults, "onUnreachable", chosen, ["refresh", "delete"]);
  checkChoice(faults, "onUnreachable.refresh", chosen.refresh, ["fail", "keep"]);
  checkChoice(faults, "onUnreachable.delete", chosen.delete, ["fail", "forget"]);
}
