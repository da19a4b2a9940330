import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "../engine/packed-package";

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  const text = readFileSync(join(checkoutFolder, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  const locked = Object.entries(packages).filter(([path]) => path !== "");

  it("names no place to fetch from, and what each package must hash to", () => {
    for (const [path, entry] of locked) {
      assert.equal(entry.resolved, undefined, path);
      assert.match(entry.integrity ?? "", /^sha512-/, path);
    }
  });

  it("serves every platform: what a package brings for another one is locked as well", () => {
    for (const [path, entry] of locked) {
      for (const name of Object.keys(entry.optionalDependencies ?? {}).filter((each) =>
        each.startsWith("@"),
      )) {
        const found = packages[`${path}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
        assert.ok(found?.version !== undefined, `${path} brings ${name}, which is not locked`);
      }
    }
  });
});
