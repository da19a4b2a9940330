import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";

const config = new pulumi.Config();

// Without a restart: Pulumi cannot restart the machine that it runs on. The status says what is left to do.
const client = new ipsec.NatTraversal("this-computer", {
  connection: {
    transport: "powershell",
    // The PowerShell to start, if it is not to be Windows PowerShell.
    executable: config.get("executable"),
  },
  behindNat: "both",
});

export const status = client.status;
export const statusReason = client.statusReason;
export const registryValue = client.registryValue;
export const previous = client.previous;
