import { type BootNumbers, compareBoots } from "../windows/boot-evidence";

/** What was known of the boot before a restart was asked for. */
export interface BootBefore {
  /** The text of the marker, where there was one: only a new boot removes it. */
  readonly marker?: string;
  readonly evidence: BootNumbers;
  /** Whether Windows had shown its logon prompt: then the next boot shows it again, and is not settled before. */
  readonly logonReached: boolean;
}

/** What a host that answers shows of its boot. */
export interface BootNow {
  /** The text of the marker; absent where its key was read and holds none. */
  readonly marker?: string;
  readonly evidence: BootNumbers;
  readonly logonReached: boolean;
}

/** Which boot a host that answers is in. "unclear" where nothing tells: an equal BootId does not prove the same boot. */
export type WhichBoot = "same" | "new" | "unclear";

/** Whether a restart is proven, by what, or why not. */
export type ProofResult =
  | { readonly kind: "proven"; readonly evidence: string }
  | { readonly kind: "sameBoot" }
  | { readonly kind: "unproven"; readonly because: string };

/** Tells the boot from one cheap look. A marker that was replaced by another text says nothing. */
export function whichBoot(before: BootBefore, now: BootNow): WhichBoot {
  if (before.marker !== undefined && now.marker === before.marker) return "same";
  if (before.marker !== undefined && now.marker === undefined) return "new";
  const { bootId, bootEvent } = compareBoots(before.evidence, now.evidence);
  return bootId === "different" || bootEvent === "newer" ? "new" : "unclear";
}

/**
 * The rule: the marker seen before is gone, and the BootId differs or the event log holds a newer boot; or it is gone and
 * neither of the two can be compared. Where no marker could be used, one of the two must differ.
 */
export function proveRestart(before: BootBefore, now: BootNow): ProofResult {
  const { bootId, bootEvent } = compareBoots(before.evidence, now.evidence);
  const differences = [
    ...(bootId === "different" ? [`BootId ${before.evidence.bootId} became ${now.evidence.bootId}`] : []),
    ...(bootEvent === "newer"
      ? [`boot event ${before.evidence.bootEventRecord} was followed by ${now.evidence.bootEventRecord}`]
      : []),
  ];
  if (before.marker !== undefined && now.marker === before.marker) return { kind: "sameBoot" };
  const gone = before.marker !== undefined && now.marker === undefined;
  if (differences.length > 0) {
    return { kind: "proven", evidence: [...(gone ? ["the marker is gone"] : []), ...differences].join(", ") };
  }
  const neitherReadable = bootId === "unreadable" && bootEvent === "unreadable";
  if (gone && neitherReadable) return { kind: "proven", evidence: "the marker is gone (marker only)" };
  const unchanged = [
    ...(bootId === "same" ? ["the BootId"] : []),
    ...(bootEvent === "same" ? ["the newest boot event"] : []),
  ];
  const seen = gone ? "the marker is gone, but " : "";
  return {
    kind: "unproven",
    because: neitherReadable
      ? "no marker was there before, and neither BootId nor boot events can be compared"
      : `${seen}${unchanged.join(" and ")} did not change`,
  };
}
