import { transportsByName } from "../hosts/connect";
import type { ValidationErrors } from "../validation/check-failure";
import { checkChoice, checkFields, checkPresent } from "../validation/check-values";
import { isUnknown } from "../validation/unknown";

/** Notes the faults of `connection`: its form only, whatever of it is known already; no file is read, nothing is resolved. */
export function checkConnection(faults: ValidationErrors, value: unknown): void {
  checkPresent(faults, "connection", value);
  const connection = checkFields(faults, "connection", value);
  if (connection === undefined || isUnknown(connection.transport)) return;
  const { transport } = connection;
  checkPresent(faults, "connection.transport", transport);
  checkChoice(faults, "connection.transport", transport, [...transportsByName.keys()]);
  const known = typeof transport === "string" ? transportsByName.get(transport) : undefined;
  // A slip in the one word must not hide the other faults: most connections are of the first kind.
  (known ?? transportsByName.get("ssh"))?.check(faults, connection);
}
