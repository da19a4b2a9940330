import type { Transport } from "../transport";
import { type WinrmConnection, winrmConnection } from "./connection";
import { endpointOf } from "./dial";
import { prepareWinrmHost } from "./winrm-host";

/** Over WS-Management, to the host's WinRM service. */
export const winrm: Transport<WinrmConnection> = {
  name: "winrm",
  nonSecretProperties: [
    ...["transport", "host", "port", "scheme", "auth", "user"],
    ...["clientCertificate", "ca", "certificateSha256", "tls"],
  ],
  schema: winrmConnection,
  addressOf: (connection) => ({ host: connection.host, port: endpointOf(connection).port }),
  prepare: prepareWinrmHost,
};
