import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";

const config = new pulumi.Config();

// Without a user, Windows uses the logon of the account that runs Pulumi, and there is no password anywhere.
const user = config.get("user");
const account = user === undefined ? {} : { user, password: config.requireSecret("password") };

const server = new ipsec.NatTraversal("vpn-server", {
  connection: {
    transport: "powershell",
    host: config.require("host"),
    port: config.requireNumber("port"),
    // The PowerShell to start here, if it is not to be Windows PowerShell.
    executable: config.get("executable"),
    ...account,
  },
  behindNat: "both",
  reboot: { when: "ifRequired", warningSeconds: config.requireNumber("warningSeconds") },
});

export const status = server.status;
export const statusReason = server.statusReason;
export const registryValue = server.registryValue;
export const previous = server.previous;
