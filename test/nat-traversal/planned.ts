import type { Marker } from "../../provider/nat-traversal/marker";
import { type ConvergeRequest, planConverge } from "../../provider/nat-traversal/plan";
import type { LastVisit } from "../../provider/nat-traversal/value-at-boot";
import { observationOf } from "../support/observations";
import { atBootFromWords, fromWords } from "../support/value-words";

/** What is planned where this value, and perhaps this marker, is found. */
export function plan(value: string, differences: Partial<ConvergeRequest> = {}, marker?: Marker) {
  return planConverge({
    id: "ours",
    host: "vpn01",
    behindNat: "both",
    occasion: "create",
    observation: observationOf({
      value: fromWords(value),
      ...(marker === undefined ? {} : { marker: { state: "present", marker } }),
    }),
    ...differences,
  });
}

/** A marker, its values in words. */
export function markerOf(id: string, applied: string, valueAtBoot: string, previous: string): Marker {
  return {
    id,
    applied: fromWords(applied),
    valueAtBoot: atBootFromWords(valueAtBoot),
    previous: fromWords(previous),
  };
}

/** The last visit of a setting whose marker was written. */
export function visit(applied: string, previous: string, valueAtBoot = "absent"): LastVisit {
  return {
    applied: fromWords(applied),
    previous: fromWords(previous),
    valueAtBoot: atBootFromWords(valueAtBoot),
    bootEvidence: { marked: true },
  };
}
