import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { prefetchParameters } from "./fixture";
import { type SimulatedWindows, settingName } from "./simulated-windows";

/** Takes a checkpoint of a running virtual machine; the function that comes back reverts it, memory and volatile keys included. */
export function checkpoint(windows: SimulatedWindows): () => void {
  const { registry, eventLog, valueInForce, bootRecords, power } = windows;
  const places = [
    [windows.settingKey, settingName],
    [markerKey, markerName],
    [prefetchParameters, "BootId"],
  ] as const;
  const values = places.map(([key, name]) => ({ key, name, value: registry.get(key, name) }));
  const log = eventLog.state;
  const bootId = bootRecords.idOf(windows.boots);
  return () => {
    power.revert();
    for (const { key, name, value } of values) registry.set(key, name, value);
    eventLog.rewindTo(log);
    bootRecords.countOn(bootId, windows.boots);
    windows.valueInForce = valueInForce;
  };
}
