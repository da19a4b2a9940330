import assert from "node:assert/strict";

/** What a peer may send, by what it repeats. */
export type HostileTexts = Readonly<Record<string, (length: number) => string>>;

const kibibyte = 1024;
/** The one in the middle is what most programs may answer at most; what is longer is refused by some readers, and read by others. */
const lengths = [16 * kibibyte, 64 * kibibyte, 256 * kibibyte] as const;
/** Four times the text may take four times as long; sixteen times is the square. */
const mostGrowth = 10;
/** Shorter than this a measurement says more about the machine than about the reader; Windows counts in ticks of 1/64 s. */
const leastMilliseconds = process.platform === "win32" ? 16 : 2;
const tries = 10;

/** One part again and again, between a beginning and an end. */
export function repeating(part: string, begin = "", end = ""): (length: number) => string {
  return (length) => {
    const room = Math.max(0, length - begin.length - end.length);
    return `${begin}${part.repeat(Math.ceil(room / part.length))}${end}`;
  };
}

/** Fails unless the reader's time grows with the length of the text, and not with its square. What the reader throws is an answer, too. */
export function assertLinear(read: (text: string) => unknown, hostile: (length: number) => string): void {
  const texts = lengths.map(hostile);
  // The first reading takes as long as it takes to compile the reader.
  millisecondsOf(() => read(hostile(kibibyte)));
  const best: number[] = [];
  for (let attempt = 0; ; attempt++) {
    for (const [at, text] of texts.entries()) {
      best[at] = Math.min(
        best[at] ?? Number.POSITIVE_INFINITY,
        millisecondsOf(() => read(text)),
      );
      const [before = 0] = at === 0 ? [] : [best[at - 1]];
      // A square is seen before it has taken minutes.
      if (attempt === tries - 1) assertGrowth(best, at);
      else if (!isGrowth(before, best[at] ?? 0, at)) break;
    }
    if (
      best.length === texts.length &&
      texts.every((_, at) => isGrowth(best[at - 1] ?? 0, best[at] ?? 0, at))
    )
      return;
  }
}

function isGrowth(before: number, now: number, at: number): boolean {
  const allowed = at === 0 ? 20 * leastMilliseconds : mostGrowth * Math.max(before, leastMilliseconds);
  return now < allowed;
}

function assertGrowth(best: readonly number[], at: number): void {
  const [before = 0, now = 0] = [best[at - 1], best[at]];
  const shown = best.map((milliseconds) => `${milliseconds.toFixed(1)} ms`).join(", ");
  assert.ok(isGrowth(before, now, at), `16 KiB and four times as much each took ${shown}`);
}

/** Of the processor, not of the wall clock: what else the machine does is not the reader's. */
function millisecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  try {
    work();
  } catch {
    // What cannot be read is refused.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
