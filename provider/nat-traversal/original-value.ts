import { describeValue, type RegistryValue, sameValue } from "../windows/registry-value";
import { effectiveNumber } from "./nat-traversal-value";
import type { Observation } from "./observation";

/** What was there before our first write, and what the user should know about it. */
export interface Origin {
  readonly previous: RegistryValue;
  readonly warnings: readonly string[];
}

/**
 * `previous` at first contact: from the marker if that tells of the very value that is there (a killed create, a renamed resource),
 * else what is there. `write` is what is about to be written, if anything.
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
          `What was there before ${describeValue(live)} was not kept in the marker; destroy puts back ${describeValue(live)}.`,
        ],
      };
    }
    if (id === ownId || sameValue(previous, live)) return { previous, warnings: [] };
    return {
      previous,
      warnings: [
        `${describeValue(live)} was written by another resource (id ${id}); before that there was ${describeValue(previous)}, which destroy puts back. If this resource was renamed or moved, add an alias to it.`,
      ],
    };
  }
  if (write !== undefined || effectiveNumber(live) === 0) return { previous: live, warnings: [] };
  return {
    previous: live,
    warnings: [
      `${describeValue(live)} was there already and is what destroy puts back. If an unfinished run or a resource of another name wrote it, what was there before is not known any more; after a rename, add an alias.`,
    ],
  };
}
