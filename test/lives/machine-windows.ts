import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import type { ManualClock } from "../support/manual-clock";
import type { MachineName, Traits } from "./life";

/** What tells one machine from another. */
export interface Identity {
  readonly computerName: string;
  readonly machineGuid: string;
  readonly hardwareId: string;
}

const identities: Readonly<Record<MachineName, Identity>> = {
  home: {
    computerName: "HOME",
    machineGuid: "6f2c7a3e-54d1-4c0e-9b1a-3f8e2d70c915",
    hardwareId: "{8d3c1f60-2b7e-11ee-9c4a-0242ac120002}",
  },
  stranger: {
    computerName: "STRANGER",
    machineGuid: "0b7f3d52-91aa-4f7c-8d1e-b7c25a6e4410",
    hardwareId: "{1f40a7c2-77d0-11ee-8a21-0242ac120003}",
  },
  clone: {
    computerName: "CLONE",
    machineGuid: "6f2c7a3e-54d1-4c0e-9b1a-3f8e2d70c915",
    hardwareId: "{5e0b9d14-90c3-11ee-b1f6-0242ac120004}",
  },
};

/** What boards without an id of their own report. */
const placeholder = "{03000200-0400-0500-0006-000700080009}";

/** The identity of one of the machines of an address; addresses are counted from 1. */
export function identityOf(name: MachineName, address: number, placeholderHardware: boolean): Identity {
  const { computerName, machineGuid, hardwareId } = identities[name];
  const own = (id: string, from: number) =>
    address === 1 ? id : `${id.slice(0, from)}${address}${id.slice(from + 1)}`;
  return {
    computerName: address === 1 ? computerName : `${computerName}${address}`,
    machineGuid: own(machineGuid, 0),
    hardwareId: placeholderHardware ? placeholder : own(hardwareId, 1),
  };
}

/** The simulated Windows of a machine with these traits. */
export function windowsOf(traits: Traits, identity: Identity, clock: ManualClock): SimulatedWindows {
  const { startValue, bootId, power } = traits;
  const windows = new SimulatedWindows({ ...identity, clock, startValue, bootId, power });
  if (!traits.bootEvents) {
    windows.eventLog.clear();
    windows.eventLog.add = () => {};
  }
  const { behaviour } = windows.power;
  if (traits.refusesWhileBooting === true) {
    windows.power.listen({
      booted: () => {
        behaviour.logons = "refused";
      },
      settled: () => {
        behaviour.logons = "accepted";
      },
    });
  }
  return windows;
}
