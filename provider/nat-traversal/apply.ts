import type { Command } from "../windows/command-line";
import { askFacts, further, type Question, type Reading, valueFact } from "../windows/fact";
import { frame } from "../windows/frame";
import { addValue, deleteValue, type RegistryValue } from "../windows/registry-value";
import { encodeMarker, type Marker, type MarkerReading, markerFact, markerKey, markerName } from "./marker";
import { valueName } from "./nat-traversal-value";

/** What to write: the value (`absent` deletes it), the marker, or both. */
export interface Writes {
  readonly registryPath: string;
  readonly write?: RegistryValue | undefined;
  readonly marker?: Marker | undefined;
}

/** What was read back after writing. */
export interface ReadBack {
  readonly value: RegistryValue;
  readonly marker: MarkerReading;
}

/**
 * Writes and reads back, in one line and one round trip. The marker comes first, so that there is no moment at which the value is
 * written and nothing tells what was there before. The key must be known to exist. Only what is read back tells whether the writes succeeded, never
 * an exit code or a message.
 */
export function applyWrites(writes: Writes, nonce?: string): Question<Reading<ReadBack>> {
  const { registryPath } = writes;
  const facts = { marker: markerFact, value: valueFact(registryPath, valueName) };
  const question = askFacts(facts, { first: writeCommands(writes), nonce });
  return further(question, (reading) => {
    if (reading.state === "unread") return reading;
    const { marker: found, value } = reading.values;
    if (found.state === "unread") return found;
    if (value.state === "known") return { state: "read", values: { value: value.value, marker: found } };
    if (value.state === "keyUnread")
      return { state: "unread", came: `reg.exe could not read ${registryPath}` };
    return value;
  });
}

/** Writes the value, and nothing else, so that the exit code is that of the write. */
export function writeAlone(
  registryPath: string,
  value: RegistryValue,
  nonce?: string,
): Question<Reading<{ readonly exitCode: number }>> {
  const last = { command: writeCommand(registryPath, value), onlyIfSucceeded: false };
  const { line, takeApart } = frame([], last, nonce);
  return {
    line,
    read: (result) => {
      const answer = takeApart(result);
      return answer.state === "unread" ? answer : { state: "read", values: { exitCode: result.exitCode } };
    },
  };
}

/** The commands that write, in their order. */
export function writeCommands({ registryPath, write, marker }: Writes): Command[] {
  return [
    ...(marker === undefined
      ? []
      : [addValue(markerKey, markerName, { type: "REG_SZ", data: encodeMarker(marker) })]),
    ...(write === undefined ? [] : [writeCommand(registryPath, write)]),
  ];
}

/** The one command that writes the value, or deletes it. */
function writeCommand(registryPath: string, value: RegistryValue): Command {
  return value.type === "absent"
    ? deleteValue(registryPath, valueName)
    : addValue(registryPath, valueName, value);
}
