import { compareBoots } from "../windows/boot-evidence";
import type { RegistryValue } from "../windows/registry-value";
import { isKnown, type MarkerReading } from "./marker";
import { sameEffect } from "./nat-traversal-value";
import type { BootEvidence, ValueAtBoot } from "./setting-state";

/** What the state of a setting keeps from the last visit. */
export interface LastVisit {
  readonly applied: RegistryValue;
  readonly previous: RegistryValue;
  readonly valueAtBoot: ValueAtBoot;
  readonly bootEvidence: BootEvidence;
}

/** What a look at the host found that bears on its last restart. */
export interface BootFacts {
  /** The id of the setting that asks. */
  readonly id: string;
  /** What is there now. */
  readonly live: RegistryValue;
  readonly marker: MarkerReading;
  /** BootId and the like as they are now. */
  readonly evidence: BootEvidence;
  /** Undefined at first contact. */
  readonly lastVisit: LastVisit | undefined;
}

/** What is known of the host's last restart, and from where. */
export interface BootKnowledge {
  readonly valueAtBoot: ValueAtBoot;
  /**
   * "marker": it lies there, so this is still the boot that it tells of · "restarted": proven since the last visit · "sameBoot": nothing
   * shows a restart since · "firstContact": there was no earlier visit · "notProven": the marker is gone, yet BootId says that there was no
   * restart · "noEvidence": nothing can be compared.
   */
  readonly basis: "marker" | "restarted" | "sameBoot" | "firstContact" | "notProven" | "noEvidence";
  /** What shows it, as a clause without a full stop. */
  readonly proof: string;
  /** What to compare with at the next visit. */
  readonly bootEvidence: BootEvidence;
}

const unknown: ValueAtBoot = { type: "unknown" };

/**
 * Works out what Windows found at its last restart. The marker decides where there is one, whoever wrote it; where ours is gone, the
 * host was restarted, unless BootId or boot event could be compared and are the same. Without a marker of ours, only a
 * BootId or boot event other than the stored one shows a restart. Absence of evidence is never taken for a restart.
 */
export function learnValueAtBoot(facts: BootFacts): BootKnowledge {
  const { marker, evidence, lastVisit } = facts;
  const wasMarked = lastVisit?.bootEvidence.marked === true;
  const seen = marker.state === "present" || marker.state === "gone";
  const fresh: BootEvidence = { ...evidence, marked: seen ? marker.state === "present" : wasMarked };
  if (marker.state === "present") {
    const ours = marker.marker.id === facts.id;
    // A marker of another setting that does not know the value at boot either was written after ours had vanished.
    if (ours || isKnown(marker.marker.valueAtBoot)) {
      const proof = "the marker of this boot is there";
      return { valueAtBoot: marker.marker.valueAtBoot, basis: "marker", proof, bootEvidence: fresh };
    }
  }
  if (lastVisit === undefined) {
    const proof = "nothing was noted in this boot";
    return { valueAtBoot: unknown, basis: "firstContact", proof, bootEvidence: fresh };
  }
  const compared = compare(lastVisit.bootEvidence, evidence);
  const vanished = wasMarked && seen;
  if (compared.outcome === "different" || (vanished && compared.outcome === "nothingToCompare")) {
    const proof = [vanished ? "the marker is gone" : "", compared.difference].filter(Boolean).join(" and ");
    return {
      valueAtBoot: valueThroughBoot(facts.live, lastVisit),
      basis: "restarted",
      proof,
      bootEvidence: fresh,
    };
  }
  if (compared.outcome === "same" && !vanished) {
    const { valueAtBoot } = lastVisit;
    return { valueAtBoot, basis: "sameBoot", proof: "BootId is the same as before", bootEvidence: fresh };
  }
  // Either way Windows found the same: before a restart what was known, after one what we left.
  const valueAtBoot = agrees(lastVisit) ? lastVisit.valueAtBoot : unknown;
  const proof = vanished
    ? "the marker is gone, but BootId is the same as before"
    : "neither marker nor BootId could be compared";
  const basis = vanished ? "notProven" : "noEvidence";
  return { valueAtBoot, basis, proof, bootEvidence: lastVisit.bootEvidence };
}

/**
 * The value at boot to note when the setting goes from one value to another within a boot. Going back to what Windows found
 * needs no restart if RasMan starts with Windows (Start is 2) and so has read it; a service that starts on demand may have read what
 * was there in between, so nothing is known any more.
 */
export function valueAtBootAfterChange(
  valueAtBoot: ValueAtBoot,
  change: { readonly from: RegistryValue; readonly to: RegistryValue },
  rasManStart: number | undefined,
): ValueAtBoot {
  if (!isKnown(valueAtBoot) || rasManStart === 2) return valueAtBoot;
  const goesBack = sameEffect(change.to, valueAtBoot) && !sameEffect(change.from, valueAtBoot);
  return goesBack ? unknown : valueAtBoot;
}

function agrees({ applied, valueAtBoot }: LastVisit): boolean {
  return isKnown(valueAtBoot) && sameEffect(applied, valueAtBoot);
}

function valueThroughBoot(live: RegistryValue, { applied }: LastVisit): ValueAtBoot {
  // Somebody changed it since: before or after the restart, nothing tells.
  return sameEffect(live, applied) ? live : unknown;
}

interface Comparison {
  readonly outcome: "same" | "different" | "nothingToCompare";
  readonly difference: string;
}

/** Compares what both sides know of a boot; one difference is enough, since a registry copy can lag behind. */
function compare(before: BootEvidence, now: BootEvidence): Comparison {
  const { bootId, bootEvent } = compareBoots(before, now);
  const differences = [
    ...(bootId === "different" ? [`BootId went from ${before.bootId} to ${now.bootId}`] : []),
    ...(bootEvent === "newer"
      ? [`boot event went from ${before.bootEventRecord} to ${now.bootEventRecord}`]
      : []),
  ];
  const unreadable = bootId === "unreadable" && bootEvent === "unreadable";
  const outcome = differences.length > 0 ? "different" : unreadable ? "nothingToCompare" : "same";
  return { outcome, difference: differences.join(" and ") };
}
