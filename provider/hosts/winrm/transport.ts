import type { Transport } from "../transport";
import { type WinrmConnection, winrmConnection } from "./connection";
import { endpointPlan } from "./dial";
import { prepareWinrmHost } from "./winrm-host";

/** Over WS-Management, to the host's WinRM service. */
export const winrm: Transport<WinrmConnection> = {
  name: "winrm",
  nonSecretProperties: [
    ...["transport", "host", "scheme", "auth", "user"],
    ...["clientCertificate", "ca", "certificateSha256", "tls"],
  ],
  schema: winrmConnection,
  // Without a scheme the port that is tried first.
  addressOf: (connection) => ({ host: connection.host, port: endpointPlan(connection).first.port }),
  prepare: prepareWinrmHost,
};
