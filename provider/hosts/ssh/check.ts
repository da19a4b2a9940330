import type { Faults } from "../../form/check-failure";
import { checkHostName } from "../../form/check-host-name";
import { checkSecretSource } from "../../form/check-secret-source";
import { timeoutRange } from "../../form/check-timeouts";
import {
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
  isGiven,
} from "../../form/check-values";
import { checkHostKey } from "./check-host-key";

const names = [
  "transport",
  "host",
  "port",
  "user",
  "password",
  "privateKey",
  "passphrase",
  "hostKey",
  "keepaliveSeconds",
];

/** Notes the faults of a connection over SSH: its form only, whatever of it is known already. */
export function checkSsh(faults: Faults, connection: Fields): void {
  checkNames(faults, "connection", connection, names);
  checkHostName(faults, "connection.host", connection.host);
  checkWhole(faults, "connection.port", connection.port, { least: 1, most: 65_535 });
  checkPresent(faults, "connection.user", connection.user);
  checkText(faults, "connection.user", connection.user);
  for (const name of ["password", "privateKey", "passphrase"]) {
    checkSecretSource(faults, `connection.${name}`, connection[name]);
  }
  checkCredentials(faults, connection);
  checkPresent(faults, "connection.hostKey", connection.hostKey);
  checkHostKey(faults, "connection.hostKey", connection.hostKey);
  checkWhole(faults, "connection.keepaliveSeconds", connection.keepaliveSeconds, timeoutRange);
}

/** One credential, no more: which of two was meant cannot be known. An unknown one may still turn out to be absent. */
function checkCredentials(faults: Faults, { password, privateKey, passphrase }: Fields): void {
  if (isGiven(password) && isGiven(privateKey)) {
    faults.add("connection", "must have either password or privateKey; it has both");
  }
  if (password === undefined && privateKey === undefined) {
    faults.add("connection", "must have a password or a privateKey; it has neither");
  }
  if (isGiven(passphrase) && privateKey === undefined) {
    faults.add("connection.passphrase", "belongs to a privateKey, and there is none");
  }
}
