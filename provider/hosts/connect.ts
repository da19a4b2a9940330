import type { Connection } from "./connection";
import type { Host } from "./host";
import type { HostContext, PreparedHost } from "./prepared-host";
import { prepareSshHost } from "./ssh/ssh-host";
import { prepareWinrmHost } from "./winrm/winrm-host";

export type { HostContext } from "./prepared-host";
export type { SecretReader } from "./secret-reader";

/** The one switch on transport. Reads the secrets now; throws CredentialUnavailableError naming every fault at once. */
export function prepareHost(connection: Connection, context: HostContext): PreparedHost {
  switch (connection.transport) {
    case "ssh":
      return prepareSshHost(connection, context);
    case "winrm":
      return prepareWinrmHost(connection, context);
  }
}

/** A host of its own for a connection. Secrets are read and parsed now; the connection opens at the first `run`. */
export function openHost(connection: Connection, context: HostContext): Host {
  return prepareHost(connection, context).open();
}
