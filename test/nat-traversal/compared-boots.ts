import assert from "node:assert/strict";
import {
  type BootComparison,
  type BootSnapshot,
  compareBoots,
} from "../../provider/nat-traversal/boot-snapshot";

/** What a boot can show of its marker. */
export const markers = {
  unread: { state: "unread" },
  none: { state: "absent" },
  ours: { state: "present", text: "1.ours.-.-.-" },
  /** One of which only a state knows. */
  remembered: { state: "present" },
  others: { state: "present", text: "1.others.-.u.-" },
} as const;

/** A boot of which nothing can be read but this. */
export function snapshot(more: Partial<BootSnapshot>): BootSnapshot {
  return { marker: markers.unread, logonReached: false, ...more };
}

/** A title, the boot before, the boot now, and what comes of comparing them, with the reason. */
export type ComparedBoots = readonly [
  title: string,
  before: Partial<BootSnapshot>,
  now: Partial<BootSnapshot>,
  result: BootComparison["result"],
  because: string,
];

/** Makes each row a test. */
export function eachComparison(rows: readonly ComparedBoots[]): void {
  for (const [title, before, now, result, because] of rows) {
    it(title, () => {
      const compared = compareBoots(snapshot(before), snapshot(now));
      assert.deepEqual([compared.result, compared.because], [result, because]);
    });
  }
}
