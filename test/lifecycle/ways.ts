import { systemClock } from "../../provider/clock";
import { openHost } from "../../provider/hosts/connect";
import { type Connection, defaultTimeouts, type Timeouts } from "../../provider/hosts/connection";
import type { Host } from "../../provider/hosts/host";
import type { LifecycleContext } from "../../provider/lifecycle/context";
import type { SimulatedWinrmHost } from "../lab/simulated/simulated-host";

/** The ways to one and the same lab host, by their names. */
export const ways: Readonly<Record<string, (host: SimulatedWinrmHost) => Connection>> = {
  ssh: ({ connection }) => connection,
  "winrm, sealed http": ({ winrmConnections }) => winrmConnections.http,
  "winrm, https": ({ winrmConnections }) => winrmConnections.https,
};

/** The real transport to a host; secrets are texts. */
export function openWay(connection: Connection, timeouts: Timeouts = defaultTimeouts): Host {
  return openHost(connection, {
    clock: systemClock,
    timeouts,
    readSecret: (_property, source) => String(source),
  });
}

/** One run of the engine that always reaches this host. */
export function contextOf(host: Host): LifecycleContext {
  let changes = 0;
  return {
    urn: "urn:pulumi:dev::test::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::s",
    clock: systemClock,
    run: { owners: new Map(), settledAddresses: new Map(), settledMachines: new Map() },
    log: { progress: () => {}, info: () => {}, warning: () => {} },
    newChangeId: () => `change-${++changes}`,
    connect: async () => host,
  };
}
