import type { ValidationErrors } from "../../validation/check-failure";
import { checkHostName } from "../../validation/check-host-name";
import { checkSecretSource } from "../../validation/check-secret-source";
import {
  checkChoice,
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
} from "../../validation/check-values";

const names = ["transport", "host", "port", "scheme", "user", "password", "executable"];

/** What only another computer has a use for. */
const remotingOnly = ["port", "scheme", "user", "password"];

/** Notes the faults of a connection through PowerShell: its form only, whatever of it is known already. */
export function checkPowerShell(faults: ValidationErrors, connection: Fields): void {
  checkNames(faults, "connection", connection, names);
  if (connection.host !== undefined) checkHostName(faults, "connection.host", connection.host);
  checkWhole(faults, "connection.port", connection.port, { least: 1, most: 65_535 });
  checkChoice(faults, "connection.scheme", connection.scheme, ["https", "http"]);
  checkText(faults, "connection.user", connection.user);
  checkSecretSource(faults, "connection.password", connection.password);
  if (checkText(faults, "connection.executable", connection.executable)) {
    if (/["\p{Cc}]/u.test(connection.executable))
      faults.add("connection.executable", "must be the name or path of a program alone, without arguments");
  }
  checkCredential(faults, connection);
}

/** Both or neither; and this very machine needs none: whoever runs Pulumi is logged on to it. */
function checkCredential(faults: ValidationErrors, connection: Fields): void {
  const { host, user, password } = connection;
  if (host === undefined) {
    for (const name of remotingOnly) {
      if (connection[name] !== undefined)
        faults.add(
          `connection.${name}`,
          "belongs to another computer's host, and there is none: without host it is this very machine",
        );
    }
    return;
  }
  if (user !== undefined) checkPresent(faults, "connection.password", password);
  if (password !== undefined) checkPresent(faults, "connection.user", user);
}
