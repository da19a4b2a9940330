import type { Transport } from "../transport";
import { checkPowerShell } from "./check";
import { leadsBack, type PowerShellConnection, remotingPort, thisMachine } from "./connection";
import { preparePowerShellHost } from "./powershell-host";

/** Through PowerShell on the machine that runs Pulumi: this very machine, or another computer by PowerShell remoting. */
export const powershell: Transport<PowerShellConnection> = {
  name: "powershell",
  nonSecretProperties: ["transport", "host", "scheme", "user", "executable"],
  check: checkPowerShell,
  addressOf: (connection) => ({
    host: connection.host ?? thisMachine,
    port: leadsBack(connection) ? undefined : remotingPort(connection),
  }),
  prepare: preparePowerShellHost,
};
