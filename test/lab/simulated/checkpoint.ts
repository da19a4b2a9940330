import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { prefetchParameters } from "./fixture";
import { type SimulatedWindows, settingName } from "./simulated-windows";

/** Takes a checkpoint of a running virtual machine; the function that comes back reverts it, memory and volatile keys included. */
export function checkpoint(windows: SimulatedWindows): () => void {
  const { registry, eventLog, valueInForce } = windows;
  const places = [
    [windows.settingKey, settingName],
    [markerKey, markerName],
    [prefetchParameters, "BootId"],
  ] as const;
  const values = places.map(([key, name]) => ({ key, name, value: registry.get(key, name) }));
  const log = eventLog.state;
  return () => {
    for (const { key, name, value } of values) registry.set(key, name, value);
    eventLog.rewindTo(log);
    windows.valueInForce = valueInForce;
  };
}
