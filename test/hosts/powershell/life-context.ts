import { systemClock } from "../../../provider/clock";
import type { HostPool } from "../../../provider/hosts/host-pool";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";

/** The context of one resource in a run of its own, in real time: a run that wrote a setting leaves it alone when it deletes. */
export function contextOn(pool: HostPool): LifecycleContext {
  const run = newRunRecord();
  let changes = 0;
  return {
    urn: "urn:pulumi:dev::test::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::s",
    clock: systemClock,
    run,
    log: { progress: () => undefined, info: () => undefined, warning: () => undefined },
    newChangeId: () => `change-${++changes}`,
    connect: async (connection, limits) => pool.connect(connection, limits),
  };
}
