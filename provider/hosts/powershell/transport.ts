import type { Transport } from "../transport";
import {
  leadsBack,
  type PowerShellConnection,
  powerShellConnection,
  remotingPort,
  thisMachine,
} from "./connection";
import { preparePowerShellHost } from "./powershell-host";

/** Through PowerShell on the machine that runs Pulumi: that machine itself, or another computer by PowerShell remoting. */
export const powershell: Transport<PowerShellConnection> = {
  name: "powershell",
  nonSecretProperties: ["transport", "host", "port", "scheme", "user", "executable"],
  schema: powerShellConnection,
  addressOf: (connection) => ({
    host: connection.host ?? thisMachine,
    port: leadsBack(connection) ? undefined : remotingPort(connection),
  }),
  prepare: preparePowerShellHost,
};
