import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { linkFiles } from "../../support/link-files";
import { sharedFolder } from "../../support/run-folder";
import { withLock } from "../../toolchain/lock.mjs";

/**
 * Lays out a fresh prefix that is not booted. wineboot needs ten times as long to make one as to boot it, so it makes one a run, and each
 * host has links to its files.
 * @param make makes a prefix at a path, and leaves it shut down
 */
export async function layPrefix(prefix: string, make: (prefix: string) => Promise<void>): Promise<void> {
  const template = join(sharedFolder(), "wine-template");
  await withLock(join(sharedFolder(), "wine-template.lock"), async () => {
    if (existsSync(template)) return;
    const draft = `${template}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    await make(draft);
    renameSync(draft, template);
  });
  linkFiles(template, prefix);
  // wineserver writes the registry into files that have more than one name, and through the link into those of every host.
  for (const name of readdirSync(prefix).filter((each) => each.endsWith(".reg"))) {
    rmSync(join(prefix, name));
    copyFileSync(join(template, name), join(prefix, name));
  }
}
