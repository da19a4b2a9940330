import type { Faults } from "./check-failure";
import { checkHostKey } from "./check-host-key";
import { checkHostName } from "./check-host-name";
import { checkSecretSource } from "./check-secret-source";
import { timeoutRange } from "./check-timeouts";
import {
  checkChoice,
  checkFields,
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
  isGiven,
} from "./check-values";
import { checkWinrm } from "./check-winrm";
import { isUnknown } from "./unknown";

/** What each transport that this version speaks may be given; a transport is one line here and one form below. */
const forms: Readonly<Record<string, (faults: Faults, connection: Fields) => void>> = {
  ssh: checkSsh,
  winrm: checkWinrm,
};

/** Transports of later versions: known by name, so that they are told from a slip of the pen. */
const laterTransports = ["powershell"];

const sshNames = [
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

/** Notes the faults of `connection`: its form only, whatever of it is known already; no file is read, nothing is resolved. */
export function checkConnection(faults: Faults, value: unknown): void {
  checkPresent(faults, "connection", value);
  const connection = checkFields(faults, "connection", value);
  if (connection === undefined || isUnknown(connection.transport)) return;
  const transport = connection.transport;
  checkPresent(faults, "connection.transport", transport);
  if (typeof transport === "string" && laterTransports.includes(transport)) {
    faults.add(
      "connection.transport",
      `"${transport}" is not yet available in this version; use "ssh" or "winrm"`,
    );
    return;
  }
  checkChoice(faults, "connection.transport", transport, Object.keys(forms));
  const form = typeof transport === "string" ? forms[transport] : undefined;
  (form ?? checkSsh)(faults, connection);
}

function checkSsh(faults: Faults, connection: Fields): void {
  checkNames(faults, "connection", connection, sshNames);
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
