import { engineCells } from "./engine-cells";
import type { Scenario } from "./scenario";
import type { Way } from "./way";

const begin = "<!-- scenarios: written by test/resources/scenarios.lab.ts -->";
const end = "<!-- end of scenarios -->";

/** What was seen in each cell: a scenario's title, then a way's name. Without an entry nothing was seen. */
export type SeenCells = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What each way is, the table, and which tests its marks name. */
export function tableText(
  ways: readonly Pick<Way, "name" | "words">[],
  scenarios: readonly Pick<Scenario, "title">[],
  seen: SeenCells,
): string {
  const heads = ["", ...ways.map(({ name }) => name)];
  const rows = scenarios.map(({ title }) => [
    title,
    ...ways.map(({ name }) => cellText(title, name, seen.get(title)?.get(name))),
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
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} before an ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** A cell that was not seen has no mark either: it would promise something. */
function cellText(scenario: string, way: string, seen: string | undefined): string {
  if (seen === undefined) return "";
  const marks = engineCells.flatMap((cells, at) =>
    cells.way === way && cells.scenarios.includes(scenario) ? [`[${mark(at)}]`] : [],
  );
  return [seen, ...marks].join(" ");
}

function mark(at: number): string {
  return `E${at + 1}`;
}

function row(cells: readonly string[]): string {
  return `|${cells.map((cell) => ` ${cell.replaceAll("|", "\\|")} `.replace("  ", " ")).join("|")}|`;
}
