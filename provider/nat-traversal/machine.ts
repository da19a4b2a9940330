import { nameForeign } from "../sanitize";
import type { MachineIdentity } from "../windows/identity";
import { isPlaceholder } from "./placeholder-id";

/** Whether the machine that answers is the one the resource knows. */
export interface MachineComparison {
  /** "same"; "sameWithWarning" (one part changed, or only one could be compared); "different"; "unclear" (nothing to compare). */
  readonly result: "same" | "sameWithWarning" | "different" | "unclear";
  /** What was compared and found, as a clause without a full stop; empty for "same". */
  readonly explanation: string;
}

/** The parts of an identity, with their words in messages. */
export const machineParts: readonly { key: keyof MachineIdentity; word: string }[] = [
  { key: "machineGuid", word: "MachineGuid" },
  { key: "computerName", word: "computer name" },
  { key: "hardwareId", word: "hardware ID" },
];

/** A part of an identity, unless it is one that many machines share: then it counts as not read. */
function tellingPart(machine: MachineIdentity, key: keyof MachineIdentity): string | undefined {
  const part = machine[key];
  // As it is read today: an earlier version kept it as it came.
  const asRead = part?.replace(/[\x80-\x9f]/g, "?");
  return asRead === undefined || isPlaceholder(asRead) ? undefined : asRead.toLowerCase();
}

/**
 * Compares what both sides could read, ignoring letter case and placeholders. Two equal parts make the same machine, and a third that changed is a
 * warning; a single part that could be compared and is equal makes the same machine with a warning; nothing to compare
 * is "unclear"; everything else is another machine.
 */
export function compareMachines(known: MachineIdentity, seen: MachineIdentity): MachineComparison {
  const equal: string[] = [];
  const changed: string[] = [];
  for (const { key, word } of machineParts) {
    const before = tellingPart(known, key);
    const now = tellingPart(seen, key);
    if (before === undefined || now === undefined) continue;
    if (before === now) equal.push(word);
    else
      changed.push(
        `its ${word} changed from ${nameForeign(known[key] ?? "")} to ${nameForeign(seen[key] ?? "")}`,
      );
  }
  const changes = changed.join(", ");
  if (equal.length >= 2) {
    return { result: changed.length === 0 ? "same" : "sameWithWarning", explanation: changes };
  }
  if (changed.length > 0) return { result: "different", explanation: changes };
  if (equal.length === 1) {
    return {
      result: "sameWithWarning",
      explanation: `only its ${equal.join("")} could be compared; it is the same`,
    };
  }
  return {
    result: "unclear",
    explanation: "MachineGuid, computer name and hardware ID could not be compared",
  };
}

/** The machine in words, for messages. */
export function describeMachine(machine: MachineIdentity): string {
  const known = machineParts.flatMap(({ key, word }) => {
    const part = machine[key];
    return part === undefined ? [] : [`${word} ${nameForeign(part)}`];
  });
  return known.length === 0 ? "a machine without a readable identity" : known.join(", ");
}

/**
 * Whether two identities read in one run are of one machine: all that can be compared is equal. Stricter than the comparison with a
 * stored identity, since clones of one disk differ in their name alone and no machine changes its name within a run.
 */
export function isOneMachine(one: MachineIdentity, other: MachineIdentity): boolean {
  const pairs = machineParts.flatMap(({ key }) => {
    const [first, second] = [tellingPart(one, key), tellingPart(other, key)];
    return first === undefined || second === undefined ? [] : [[first, second] as const];
  });
  return pairs.length > 0 && pairs.every(([first, second]) => first === second);
}
