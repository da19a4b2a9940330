import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";
import { aroundRestart } from "./hooks";

const config = new pulumi.Config();
const servers =
  config.requireObject<{ name: string; host: string; port?: number; hostKey: string }[]>("servers");

const status: Record<string, pulumi.Output<string>> = {};
let before: pulumi.Resource[] = [];
for (const { name, host, port, hostKey } of servers) {
  const server = new ipsec.NatTraversal(
    name,
    {
      connection: {
        transport: "ssh",
        host,
        port: port ?? 22,
        user: config.require("user"),
        password: config.requireSecret("password"),
        hostKey,
      },
      behindNat: "both",
      reboot: {
        when: "ifRequired",
        warningSeconds: config.getNumber("warningSeconds") ?? 300,
        timeoutSeconds: config.getNumber("timeoutSeconds") ?? 1800,
        readyWhen: { services: ["RasMan", "RemoteAccess"] },
      },
    },
    // One after another: a hook runs before a host takes its turn, and all that wait would be drained.
    { transforms: [aroundRestart], dependsOn: before },
  );
  before = [server];
  status[name] = server.status;
}

export { status };
