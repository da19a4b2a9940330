import { withBetween } from "../../support/documents";
import { engineCells } from "./engine-cells";
import { isPlayed, type Scenario } from "./scenario";
import type { Way } from "./way";

/** What stands where a row makes sense and is played over other ways of the transport only. */
const notPlayed = "–";
const begin = "<!-- scenarios: written by test/resources/scenarios.lab.ts -->";
const end = "<!-- end of scenarios -->";

/** What was seen in each cell: a scenario's title, then a way's name. Without an entry nothing was seen. */
export type SeenCells = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What each way is, the table, and which tests its marks name. */
export function tableText(
  ways: readonly Way[],
  scenarios: readonly Pick<Scenario, "title" | "fits" | "played">[],
  seen: SeenCells,
): string {
  const heads = ["", ...ways.map(({ name }) => name)];
  const rows = scenarios.map((scenario) => [
    scenario.title,
    ...ways.map((way) => cellText(scenario, way, seen.get(scenario.title)?.get(way.name))),
  ]);
  return [
    ...["| Way | What it is |", "|---|---|", ...ways.map(({ name, words }) => row([name, words])), ""],
    ...[row(heads), row(heads.map(() => "---")), ...rows.map(row), ""],
    ...["On the real Pulumi engine as well:", ""],
    ...engineCells.map(({ test, way }, at) => `- [${mark(at)}] over ${way}: \`test/engine/${test}\``),
    "",
    ...engineCells.map(({ test }, at) => `[${mark(at)}]: ../test/engine/${test}`),
  ].join("\n");
}

/** The document with this text between its markers. */
export function withTable(document: string, text: string): string {
  return withBetween(document, begin, end, text);
}

/** A cell that was not seen has no mark either: it would promise something. */
function cellText(
  scenario: Pick<Scenario, "title" | "fits" | "played">,
  way: Way,
  seen: string | undefined,
): string {
  if (seen === undefined) return scenario.fits?.(way) === false || isPlayed(scenario, way) ? "" : notPlayed;
  const marks = engineCells.flatMap((cells, at) =>
    cells.way === way.name && cells.scenarios.includes(scenario.title) ? [`[${mark(at)}]`] : [],
  );
  return [seen, ...marks].join(" ");
}

function mark(at: number): string {
  return `E${at + 1}`;
}

function row(cells: readonly string[]): string {
  return `|${cells.map((cell) => ` ${cell.replaceAll("|", "\\|")} `.replace("  ", " ")).join("|")}|`;
}
