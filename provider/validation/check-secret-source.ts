import type { ValidationErrors } from "./check-failure";
import { checkNames, checkText, isFields, isGiven, kindOf } from "./check-values";

/** Notes the faults of a secret's form: a text, `{ env: "NAME" }` or `{ file: "path" }`; nothing is read and no value shown. */
export function checkSecretSource(faults: ValidationErrors, path: string, value: unknown): void {
  if (!isGiven(value)) return;
  if (typeof value === "string") {
    // Blanks may be the secret; only nothing at all cannot be one.
    if (value === "") faults.add(path, "must not be empty");
    return;
  }
  if (!isFields(value)) {
    faults.add(path, `must be a string, { env: "NAME" } or { file: "path" }; it is ${kindOf(value)}`);
    return;
  }
  checkNames(faults, path, value, ["env", "file"]);
  const { env, file } = value;
  checkText(faults, `${path}.env`, env);
  checkText(faults, `${path}.file`, file);
  if (isGiven(env) && isGiven(file)) {
    faults.add(path, "must name either env or file; it names both");
  }
  if (env === undefined && file === undefined)
    faults.add(path, "must name either env or file; it names neither");
}
