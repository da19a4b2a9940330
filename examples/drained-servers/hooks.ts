import * as pulumi from "@pulumi/pulumi";
import { answersIke } from "./ike";

const config = new pulumi.Config();
const loadBalancer = config.require("loadBalancer");
const ikePort = config.getNumber("ikePort") ?? 500;
const vpnSeconds = config.getNumber("vpnSeconds") ?? 300;

/** Binds the hooks to the restart of whatever has this transform: NatTraversal makes the Reboot itself. */
export const aroundRestart: pulumi.ResourceTransform = ({ type, props, opts }) => {
  if (!type.endsWith(":Reboot")) return undefined;
  const hooks = {
    beforeCreate: [drain],
    beforeUpdate: [drain],
    afterCreate: [putBack],
    afterUpdate: [putBack],
  };
  return { props, opts: pulumi.mergeOptions(opts, { hooks }) };
};

/** Throws if sessions cannot be moved: then the host is not restarted, and the run fails. */
const drain = new pulumi.ResourceHook("drain", async (args) => {
  if (hasWork(args)) await tell(args.name, "drain");
});

/** Throws if the VPN does not come back: the host stays drained, and the run fails. */
const putBack = new pulumi.ResourceHook("putBack", async (args) => {
  if (!hasWork(args)) return;
  // Pending, a host was postponed, guarded or held back, and has not been down.
  if (args.newOutputs?.status !== "rebootPending") await vpnIsBack(args.newOutputs?.host);
  await tell(args.name, "put back");
});

/** An update that only changes options, as of a password, restarts nothing. */
function hasWork({ oldOutputs, newInputs }: pulumi.ResourceHookArgs): boolean {
  const isDone = oldOutputs?.status === "active" && (oldOutputs.notReady ?? []).length === 0;
  return !isDone || oldOutputs.triggers.change !== newInputs?.triggers.change;
}

async function vpnIsBack(host: string): Promise<void> {
  const end = Date.now() + vpnSeconds * 1_000;
  while (!(await answersIke({ host, port: ikePort }))) {
    if (Date.now() > end) throw new Error(`${host} does not answer IKE ${vpnSeconds} s after its restart`);
    await new Promise((resolve) => setTimeout(resolve, 30_000));
  }
}

async function tell(name: string, what: "drain" | "put back"): Promise<void> {
  const method = what === "drain" ? "DELETE" : "PUT";
  const response = await fetch(`${loadBalancer}/servers/${encodeURIComponent(name)}`, { method });
  if (!response.ok) throw new Error(`could not ${what} ${name}: the load balancer says ${response.status}`);
}
