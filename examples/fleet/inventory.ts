import { existsSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { type Host, hostOf, type Surroundings, thisMachine } from "./hosts";
import { readMap, readRows } from "./rows";

/** The hosts of a site, or everything that is wrong with its file: `oslo.yaml:7: ...`. */
export interface Inventory {
  readonly hosts: readonly Host[];
  readonly faults: readonly string[];
}

/** The sites that have a file: the name of the file is that of the site and of its stack. */
export function siteNames(folder: string = __dirname): string[] {
  return readdirSync(join(folder, "sites"))
    .filter((file) => [".csv", ".yaml"].includes(extname(file)))
    .map((file) => basename(file, extname(file)))
    .sort();
}

/** Reads and checks the whole file of a site; nothing is connected to. */
export function readInventory(
  site: string,
  folder: string = __dirname,
  machine: Surroundings = thisMachine,
): Inventory {
  const files = [".csv", ".yaml"]
    .map((ending) => `${site}${ending}`)
    .filter((file) => existsSync(join(folder, "sites", file)));
  const [file] = files;
  if (file === undefined)
    return { hosts: [], faults: [`there is no sites/${site}.csv or sites/${site}.yaml`] };
  if (files.length > 1)
    return { hosts: [], faults: [`there is both sites/${files.join(" and sites/")}: keep one`] };

  const found: { readonly file: string; readonly line: number; readonly what: string }[] = [];
  const faultsIn = (of: string) => (line: number, what: string) => void found.push({ file: of, line, what });
  const general = readMap(join(folder, "defaults.yaml"), faultsIn("defaults.yaml"));
  const fault = faultsIn(file);
  const { defaults, rows } = readRows(join(folder, "sites", file), fault);
  const layers = [general, defaults].filter((layer) => layer !== undefined);
  const hosts = rows.map((row) => hostOf(row, layers, machine, (what) => fault(row.line, what)));
  if (rows.length === 0 && found.length === 0) fault(1, "there is no host in it");

  const firstLines = new Map<string, number>();
  for (const [at, { name, args }] of hosts.entries()) {
    const line = rows[at]?.line ?? 0;
    for (const [what, key] of [
      ["name", name],
      ["host", addressOf(args.connection)],
    ] as const) {
      const first = firstLines.get(`${what} ${key}`);
      if (first !== undefined) fault(line, `the ${what} ${key} is on line ${first} too`);
      else firstLines.set(`${what} ${key}`, line);
    }
  }
  const inOrder = found.sort((one, other) => (one.file === other.file ? one.line - other.line : 0));
  return { hosts, faults: inOrder.map(({ file: of, line, what }) => `${of}:${line}: ${what}`) };
}

/** One machine has one value, however its name is spelt. */
function addressOf(connection: Host["args"]["connection"]): string {
  const { host, port, transport } = connection as { host: string; port?: number; transport: string };
  const byDefault = transport === "ssh" ? 22 : 5986;
  return `${host.toLowerCase()}${port === undefined || port === byDefault ? "" : `:${port}`}`;
}
