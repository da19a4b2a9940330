import { isQuotable } from "../windows/command-line";
import { describeValue, type RegistryValue, sameValue } from "../windows/registry-value";
import type { MarkerReading } from "./marker";
import { effectiveNumber } from "./nat-traversal-value";
import type { Observation } from "./observation";

/** What was there before our first write, and what the user should know about it. */
export interface Origin {
  readonly previous: RegistryValue;
  readonly warnings: readonly string[];
}

/**
 * `previous` at first contact: from the marker if that tells of the very value that is there (a killed create, a renamed resource),
 * else the current value. `write` is what is about to be written, if anything.
 */
export function originalValue(
  ownId: string,
  observation: Pick<Observation, "value" | "marker">,
  write: RegistryValue | undefined,
): Origin {
  const { value: live, marker: reading } = observation;
  if (reading.state === "present" && sameValue(reading.marker.applied, live)) {
    const { id, previous } = reading.marker;
    if (previous === "notKept") {
      return {
        previous: live,
        warnings: [
          `The marker does not hold the value from before ${describeValue(live)}; destroy restores ${describeValue(live)}.`,
        ],
      };
    }
    if (id === ownId) return { previous, warnings: [] };
    if (sameValue(previous, live)) return { previous, warnings: otherSetting([ownId], observation) };
    return {
      previous,
      warnings: [
        `${describeValue(live)} was written by another resource (id ${id}); destroy restores what was there before that: ${describeValue(previous)}. If this resource was renamed or moved, add an alias to it. ${oneStack}`,
      ],
    };
  }
  const others = otherSetting([ownId], observation);
  if (write !== undefined || effectiveNumber(live) === 0) return { previous: live, warnings: others };
  return {
    previous: live,
    warnings: [
      ...others,
      `${describeValue(live)} was already set, and destroy restores it. If an unfinished run or a resource of another name wrote it, the original value is no longer known; after a rename, add an alias.`,
    ],
  };
}

const oneStack = "If another stack declares this host too, remove it from one of the two.";

/**
 * That the marker of this boot is another setting's than those known to be over, or one's own, as a warning. A marker that names one value twice may be what a delete left: it is
 * believed to tell of a setting only where its value has an effect.
 */
export function otherSetting(
  knownIds: readonly (string | undefined)[],
  { value: live, marker: reading }: Pick<Observation, "value" | "marker">,
): string[] {
  if (reading.state !== "present" || knownIds.includes(reading.marker.id)) return [];
  const { id, applied, previous } = reading.marker;
  const mayBeDeleted = previous !== "notKept" && sameValue(applied, previous);
  if (mayBeDeleted && (!sameValue(applied, live) || effectiveNumber(live) === 0)) return [];
  return [
    `Another resource (id ${id}) was the last to apply a value here (${describeValue(applied)}). ${oneStack}`,
  ];
}

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

/** Longest data, in characters of the command line, that one `reg add` is trusted with (cmd takes 8,191 in all). */
const longestData = 1024;

/** Why one safe command line cannot restore the value exactly, type and data, as a clause without its data; undefined if it can. */
export function whyNotRestorable(value: RegistryValue): string | undefined {
  if (value.type === "absent") return undefined;
  const { data } = value;
  if (data.length > longestData) return `its data is longer than ${longestData} characters`;
  switch (value.type) {
    case "REG_DWORD":
      return isNumberBelow(data, 2n ** 32n) ? undefined : "its data is not a 32-bit number";
    case "REG_QWORD":
      return isNumberBelow(data, 2n ** 64n) ? undefined : "its data is not a 64-bit number";
    case "REG_BINARY":
      return /^(?:[0-9A-F]{2})*$/.test(data) ? undefined : "its data is not pairs of hexadecimal digits";
    case "REG_SZ":
      return whyNotText(data);
    default:
      return `a command line cannot restore values of type ${value.type}`;
  }
}

function isNumberBelow(data: string, limit: bigint): boolean {
  return /^(?:0|[1-9]\d{0,19})$/.test(data) && BigInt(data) < limit;
}

function whyNotText(data: string): string | undefined {
  if (!isQuotable(data))
    return "its text contains characters that cannot be passed safely to the host's shell";
  // reg.exe prints it for each character that the code page of the host's console does not have.
  if (data.includes("?")) return "its text contains a question mark, which may stand for another character";
  if (data !== data.trim()) return "its text begins or ends with a space";
  // reg.exe could take such a text for a switch of its own.
  if (/^[-/]/.test(data)) return "its text looks like a command-line switch";
  return undefined;
}
