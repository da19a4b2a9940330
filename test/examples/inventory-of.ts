import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "../../examples/fleet/hosts";
import { readInventory, siteNames } from "../../examples/fleet/inventory";
import { newFolder } from "../support/run-folder";

const here: Surroundings = {
  hasVariable: (name) => name === "SITE_PASSWORD",
  hasFile: (path) => ["known_hosts", "~/.ssh/pulumi", "secrets/one.txt"].includes(path),
};

/** A defaults.yaml in which nothing is missing. */
export const defaults = "user: svc-pulumi\nprivateKeyFile: ~/.ssh/pulumi\nhostKeyFile: known_hosts\n";

/** What is read of a folder with these files of sites, and these defaults. */
export function inventoryOf(sites: Readonly<Record<string, string | Buffer>>, general = defaults) {
  const folder = newFolder("inventory");
  mkdirSync(join(folder, "sites"));
  writeFileSync(join(folder, "defaults.yaml"), general);
  for (const [name, text] of Object.entries(sites)) writeFileSync(join(folder, "sites", name), text);
  const [site = ""] = siteNames(folder);
  return readInventory(site, folder, here);
}

/** What is wrong with such a folder. */
export function faultsOf(...of: Parameters<typeof inventoryOf>): readonly string[] {
  return inventoryOf(...of).faults;
}
