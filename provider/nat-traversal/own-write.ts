import { type RegistryValue, sameValue } from "../windows/registry-value";
import type { MarkerReading } from "./marker";

/**
 * What a setting applied last: what the state says, unless the setting's own marker of this boot tells of the very value that
 * is there. Then a run wrote it and was killed before the state was saved, and nobody else's hand must be blamed for it.
 */
export function lastApplied(
  applied: RegistryValue,
  seen: { readonly id: string; readonly live: RegistryValue; readonly marker: MarkerReading },
): RegistryValue {
  const { live, marker: reading } = seen;
  if (reading.state !== "present" || reading.marker.id !== seen.id) return applied;
  return sameValue(reading.marker.applied, live) ? live : applied;
}
