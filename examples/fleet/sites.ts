/** How a site's run ended. */
export interface SiteResult {
  readonly site: string;
  readonly outcome: "done" | "failed" | "not begun";
  readonly seconds: number;
  /** What changed, or why it failed, in one line. */
  readonly what: string;
}

/** Which sites run beside each other, and when no further one begins. */
export interface Limits {
  readonly atOnce: number;
  /** Failed sites after which no further one begins; those that run are not stopped. */
  readonly stopAfter: number;
}

/** Runs the sites in their order, so many at once, and gives a result for each of them, in their order. */
export async function runAll(
  sites: readonly string[],
  limits: Limits,
  run: (site: string) => Promise<string>,
  now: () => number = Date.now,
): Promise<SiteResult[]> {
  const results = new Map<string, SiteResult>();
  const waiting = [...sites];
  const failures = () => [...results.values()].filter(({ outcome }) => outcome === "failed").length;
  const worker = async () => {
    while (waiting.length > 0 && failures() < limits.stopAfter) {
      const site = waiting.shift() ?? "";
      const began = now();
      const end = (outcome: SiteResult["outcome"], what: string) =>
        results.set(site, { site, outcome, seconds: Math.round((now() - began) / 1000), what });
      await run(site).then(
        (what) => end("done", what),
        (error: unknown) => end("failed", oneLine(error instanceof Error ? error.message : String(error))),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.atOnce, sites.length) }, worker));
  return sites.map((site) => results.get(site) ?? { site, outcome: "not begun", seconds: 0, what: "" });
}

/** The results as a table, one line a site. */
export function tableOf(results: readonly SiteResult[]): string {
  const rows = [
    ["site", "outcome", "seconds", "what"],
    ...results.map(({ site, outcome, seconds, what }) => [site, outcome, String(seconds), what]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** 0 if every site is done, else 1. */
export function exitCodeOf(results: readonly SiteResult[]): number {
  return results.every(({ outcome }) => outcome === "done") ? 0 : 1;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 200);
}
