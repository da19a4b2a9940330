import { addValue, deleteValue, queryKey } from "../windows/registry";
import { parseRegistry, readValue } from "../windows/registry-listing";
import type { RegistryValue } from "../windows/registry-value";
import { encodeMarker, type Marker, type MarkerReading, markerKey, markerName } from "./marker";
import { valueName } from "./nat-traversal-value";
import { readMarker } from "./observation";

/** What to write: the value (`absent` deletes it), the marker, or both. */
export interface Writes {
  readonly registryPath: string;
  readonly write?: RegistryValue | undefined;
  readonly marker?: Marker | undefined;
}

/** What is there after writing; `value` is undefined if the key could not be read back. */
export interface ReadBack {
  readonly value: RegistryValue | undefined;
  readonly marker: MarkerReading;
}

/**
 * The commands that write and read back, for one line and one round trip. The marker comes first, so that there is no
 * moment at which the value is written and nothing tells what was there before. The key must be known to exist.
 */
export function applyCommands(writes: Writes): string[] {
  const { registryPath, write, marker } = writes;
  const commands: string[] = [];
  if (marker !== undefined) {
    commands.push(addValue(markerKey, markerName, { type: "REG_SZ", data: encodeMarker(marker) }));
  }
  if (write !== undefined) {
    commands.push(
      write.type === "absent"
        ? deleteValue(registryPath, valueName)
        : addValue(registryPath, valueName, write),
    );
  }
  return [...commands, queryKey(markerKey), queryKey(registryPath)];
}

/** Reads the output of `applyCommands`; whether the writes succeeded is told by what is there, never by an exit code or a message. */
export function readApplied(output: string, registryPath: string): ReadBack {
  const listing = parseRegistry(output);
  const reading = readValue(listing, registryPath, valueName);
  const believed = !listing.truncated && (reading.state === "present" || reading.state === "absent");
  return {
    value: believed ? (reading.state === "present" ? reading.value : { type: "absent" }) : undefined,
    marker: readMarker(listing),
  };
}
