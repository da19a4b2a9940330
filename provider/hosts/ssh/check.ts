import type { ValidationErrors } from "../../validation/check-failure";
import { checkHostName } from "../../validation/check-host-name";
import { timeoutRange } from "../../validation/check-timeouts";
import {
  checkFields,
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
} from "../../validation/check-values";
import { checkCredential } from "./check-credential";
import { checkHostKey } from "./check-host-key";

const serverNames = [
  "host",
  "port",
  "user",
  "password",
  "privateKey",
  "passphrase",
  "agent",
  "agentKey",
  "hostKey",
  "keepaliveSeconds",
];

/** Notes the faults of a connection over SSH: its form only, whatever of it is known already. */
export function checkSsh(faults: ValidationErrors, connection: Fields): void {
  checkNames(faults, "connection", connection, ["transport", ...serverNames, "jumpHost"]);
  checkServer(faults, "connection", connection);
  const jumpHost = checkFields(faults, "connection.jumpHost", connection.jumpHost);
  if (jumpHost === undefined) return;
  const { jumpHost: second, ...rest } = jumpHost;
  if (second !== undefined) faults.add("connection.jumpHost.jumpHost", "is one too many: there can be one");
  checkNames(faults, "connection.jumpHost", rest, serverNames);
  checkServer(faults, "connection.jumpHost", rest);
}

/** Notes the faults of what tells a server and how to log in to it; its names are not looked at. */
function checkServer(faults: ValidationErrors, path: string, server: Fields): void {
  checkHostName(faults, `${path}.host`, server.host);
  checkWhole(faults, `${path}.port`, server.port, { least: 1, most: 65_535 });
  checkPresent(faults, `${path}.user`, server.user);
  checkText(faults, `${path}.user`, server.user);
  checkCredential(faults, path, server);
  checkPresent(faults, `${path}.hostKey`, server.hostKey);
  checkHostKey(faults, `${path}.hostKey`, server.hostKey);
  checkWhole(faults, `${path}.keepaliveSeconds`, server.keepaliveSeconds, timeoutRange);
}
