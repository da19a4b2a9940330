import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";

const config = new pulumi.Config();

const server = new ipsec.NatTraversal("vpn-server", {
  connection: {
    transport: "winrm",
    host: config.require("host"),
    port: config.requireNumber("port"),
    user: config.require("user"),
    password: config.requireSecret("password"),
    certificateSha256: config.require("certificateSha256"),
  },
  behindNat: "both",
  reboot: { when: "ifRequired", warningSeconds: config.requireNumber("warningSeconds") },
});

export const status = server.status;
export const statusReason = server.statusReason;
export const registryValue = server.registryValue;
export const previous = server.previous;
