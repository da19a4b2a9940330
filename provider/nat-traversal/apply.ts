import type { CommandResult } from "../hosts/host";
import { type Fact, queriesOf, readFacts, takeApart } from "../windows/fact";
import { readValue } from "../windows/registry-listing";
import { absent, addValue, deleteValue, queryKey, type RegistryValue } from "../windows/registry-value";
import { encodeMarker, type Marker, type MarkerReading, markerFact, markerKey, markerName } from "./marker";
import { valueName } from "./nat-traversal-value";

/** What to write: the value (`absent` deletes it), the marker, or both. */
export interface Writes {
  readonly registryPath: string;
  readonly write?: RegistryValue | undefined;
  readonly marker?: Marker | undefined;
}

/** What was read back after writing; `value` is undefined if the key could not be read. */
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
  return [
    ...(marker === undefined
      ? []
      : [addValue(markerKey, markerName, { type: "REG_SZ", data: encodeMarker(marker) })]),
    ...(write === undefined ? [] : [writeCommand(registryPath, write)]),
    ...queriesOf(readBackFacts(registryPath)),
  ];
}

/** The one command that writes the value, or deletes it. */
export function writeCommand(registryPath: string, value: RegistryValue): string {
  return value.type === "absent"
    ? deleteValue(registryPath, valueName)
    : addValue(registryPath, valueName, value);
}

/** Reads the answer to `applyCommands`: only what is read back tells whether the writes succeeded, never an exit code or a message. */
export function readApplied(
  result: Pick<CommandResult, "output" | "exitCode">,
  registryPath: string,
): ReadBack {
  return readFacts(readBackFacts(registryPath), takeApart(result));
}

function readBackFacts(registryPath: string) {
  const value: Fact<RegistryValue | undefined> = {
    query: queryKey(registryPath),
    read: ({ listing }) => {
      const reading = readValue(listing, registryPath, valueName);
      if (listing.truncated) return undefined;
      if (reading.state === "present") return reading.value;
      return reading.state === "absent" ? absent : undefined;
    },
  };
  return { marker: markerFact, value };
}
