import type { ValidationErrors } from "../../validation/check-failure";
import { checkNames, checkText, isFields, isGiven, kindOf } from "../../validation/check-values";
import { hostKeyFormFault } from "./host-key";

/** Notes the faults of a host key's form. */
export function checkHostKey(faults: ValidationErrors, path: string, value: unknown): void {
  if (!isGiven(value)) return;
  if (isFields(value)) {
    checkNames(faults, path, value, ["file"]);
    if (value.file === undefined) faults.add(path, 'must name the file, as { file: "path" }');
    checkText(faults, `${path}.file`, value.file);
    return;
  }
  if (typeof value !== "string") {
    faults.add(path, `must be a string or { file: "path" }; it is ${kindOf(value)}`);
    return;
  }
  const fault = hostKeyFormFault(value);
  if (fault !== undefined) faults.add(path, fault);
}
