import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";

/** What a file, or one line of it, gives: names to texts. Nothing is known of their meaning yet. */
export interface Row {
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

/** Says what is wrong at a line. */
export type Fault = (line: number, what: string) => void;

/** The rows of a `.csv` or `.yaml` file; what applies to all of them comes apart. */
export function readRows(
  file: string,
  fault: Fault,
): { readonly defaults?: Row; readonly rows: readonly Row[] } {
  const text = readText(file, fault);
  if (text === undefined) return { rows: [] };
  return file.endsWith(".csv") ? { rows: csvRows(text, fault) } : yamlRows(text, fault);
}

/** A YAML file that holds one map. */
export function readMap(file: string, fault: Fault): Row | undefined {
  const text = readText(file, fault);
  const { root, lineOf } = yaml(text ?? "", fault);
  return isMap(root) ? rowOf(root, lineOf, fault) : undefined;
}

function readText(file: string, fault: Fault): string | undefined {
  const bytes = readFileSync(file);
  // What Excel calls "Unicode text", and what Windows PowerShell's `>` writes.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    fault(1, "the file is UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)");
    return undefined;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    fault(1, "the file is not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)");
    return undefined;
  }
}

function csvRows(text: string, fault: Fault): Row[] {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      relax_column_count: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [head, ...others] = records;
    const names = head?.record ?? [];
    for (const [at, name] of names.entries())
      if (name !== "" && names.indexOf(name) !== at) fault(1, `the column "${name}" is there twice`);
    return others.map(({ record, info }) => {
      if (record.length !== names.length)
        fault(info.lines, `there are ${record.length} fields; the first line names ${names.length} columns`);
      const cells = names.map((name, at): [string, string] => [name, record[at] ?? ""]);
      return { line: info.lines, values: new Map(cells.filter(([, cell]) => cell !== "")) };
    });
  } catch (error) {
    const { lines = 1, message } = error as { lines?: number; message: string };
    fault(lines, message);
    return [];
  }
}

/** Excel separates by the sign that the country has for lists: what the first line has most of. */
function delimiterOf(text: string): string {
  const [head = ""] = text.split("\n", 1);
  const signs = [",", ";", "\t"];
  return signs.reduce((one, other) => (head.split(other).length > head.split(one).length ? other : one));
}

function yamlRows(text: string, fault: Fault): { readonly defaults?: Row; readonly rows: readonly Row[] } {
  const { root, lineOf } = yaml(text, fault);
  if (!isMap(root)) return { rows: [] };
  for (const { key } of root.items)
    if (!["defaults", "hosts"].includes(String(key)))
      fault(lineOf(key), `"${key}" is neither "defaults" nor "hosts"`);
  const defaults = root.get("defaults");
  const hosts = root.get("hosts");
  if (!isSeq(hosts)) {
    fault(lineOf(root), 'there is no list "hosts"');
    return { rows: [] };
  }
  const rows = hosts.items.flatMap((item) => {
    if (isMap(item)) return [rowOf(item, lineOf, fault)];
    fault(lineOf(item), "a host must be a map such as { name: pc01, host: pc01.example.net }");
    return [];
  });
  return isMap(defaults) ? { defaults: rowOf(defaults, lineOf, fault), rows } : { rows };
}

type LineOf = (node: unknown) => number;

function yaml(text: string, fault: Fault): { readonly root: Node | null; readonly lineOf: LineOf } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  for (const { pos, message } of document.errors) fault(lineCounter.linePos(pos[0]).line, message);
  const lineOf: LineOf = (node) => lineCounter.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  return { root: document.errors.length > 0 ? null : document.contents, lineOf };
}

function rowOf(map: YAMLMap, lineOf: LineOf, fault: Fault): Row {
  const values = new Map<string, string>();
  for (const { key, value } of map.items) {
    // As it is written: YAML would make a number of a fingerprint, and true of "yes".
    if (isScalar(value)) values.set(String(key), value.source ?? String(value.value));
    else if (value !== null) fault(lineOf(value), `${key} must be a text or a number`);
  }
  return { line: lineOf(map), values: new Map([...values].filter(([, text]) => text.trim() !== "")) };
}
