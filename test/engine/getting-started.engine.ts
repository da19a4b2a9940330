import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import { type SimulatedWinrmHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { type Block, blocksOf, checkout, page, sectionOf } from "../support/documents";
import { newFolder } from "../support/run-folder";
import { npmCache } from "./packed-package";
import { PageShell } from "./page-shell";
import { plantAbove } from "./planted-package";
import { writeFiles } from "./program-folder";

const gettingStarted = page("docs/getting-started.md");

/** The blocks of one section of the page. */
function blocks(heading: string, language = "sh"): Block[] {
  const text = sectionOf(gettingStarted, heading);
  return blocksOf({ path: heading, text }).filter((block) => block.language === language);
}

/** What `pulumi new typescript` lays out; it fetches its templates from a site, which a test does not. */
const template = {
  "Pulumi.yaml": "name: vpn\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n",
  "package.json": JSON.stringify({
    name: "vpn",
    main: "index.ts",
    devDependencies: { "@types/node": "^18", typescript: "^5.0.0" },
    dependencies: { "@pulumi/pulumi": "^3.113.0" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      module: "commonjs",
      moduleResolution: "node",
      sourceMap: true,
      experimentalDecorators: true,
      forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
  }),
};

describe("docs/getting-started.md, typed block by block", function () {
  this.timeout(600_000);
  let host: SimulatedWinrmHost;
  let shell: PageShell;
  let work: string;

  before(async () => {
    host = await startSimulatedHost({ hostSecondsPerSecond: 1000, user: "svc-pulumi", winrm: true });
    work = newFolder("getting-started");
    const clone = join(work, "pulumi-windows-ipsec");
    freshClone(clone);
    shell = new PageShell({
      folder: join(work, "reader"),
      startFolder: clone,
      environment: { npm_config_cache: npmCache(), npm_config_update_notifier: "false" },
    });
    mkdirSync(join(shell.home, ".ssh"));
    writeFileSync(join(shell.home, ".ssh", "pulumi"), host.privateKey, { mode: 0o600 });
  });

  after(() => host?.stop());

  /** Types a block as it stands, apart from what only a site, or the reader's own network, has. */
  async function type(block: Block, input?: string): Promise<string> {
    const replaced = block.text
      // The state of the one who runs the tests stays as it is.
      .replace("pulumi login --local", `pulumi login "file://${join(work, "state")}"`)
      // The clone has the packages of this checkout, which `npm ci` installed.
      .replace(/^npm ci$/m, "")
      .replace(/^pulumi new typescript --name (\w+) --stack (\w+) --yes$/m, "pulumi stack init $2")
      .replace("vpn01.example.net", "127.0.0.1")
      .replace(/SHA256:\S+/, String(host.connection.hostKey))
      .replace(/certificateSha256 \S+/, `certificateSha256 ${host.winrmConnections.https.certificateSha256}`);
    return (await shell.type(replaced, input)).output;
  }

  it("makes the package in a fresh clone, where nothing is built", async () => {
    for (const block of [...blocks("1. Tools"), ...blocks("2. The package")]) {
      if (block.text.includes("pulumi login")) mkdirSync(join(work, "state"));
      await type(block);
    }
    const listed = await shell.type("tar -tzf pulumi-windows-ipsec-0.1.0.tgz");
    const programs = ["dist/sdk/index.js", "dist/provider/dynamic-provider.js", "examples/one-host/index.ts"];
    for (const file of [...programs, "docs/errors.md", "examples/one-host/README.md"])
      assert.ok(listed.output.split("\n").includes(`package/${file}`), file);
  });

  it("makes a project and installs the package there, below another one of its name", async () => {
    writeFiles(join(work, "vpn"), template);
    plantAbove(join(work, "vpn"));
    const [block] = blocks("3. The program");
    assert.ok(block);
    assert.match(block.text, /^mkdir \.\.\/vpn\n/);
    await type({ ...block, text: block.text.replace("mkdir", "mkdir -p") });
  });

  for (const way of ["Over SSH", "Over WinRM"] as const) {
    it(`brings one server from nothing to active, and back: ${way.toLowerCase()}`, async () => {
      // As a host that never had the value: until then a write brings back what Windows found at its last restart.
      await host.restart();
      const boots = host.boots;
      writeFileSync(join(work, "vpn", "index.ts"), blocks(way, "ts")[0]?.text ?? "");
      const { port } = way === "Over SSH" ? host.connection : host.winrmConnections.https;
      for (const block of blocks(way)) await type(block, host.connection.password);
      await shell.type(`pulumi config set port ${port}`);
      const [preview, up, again, ...rest] = blocks("4. Look, then do");
      assert.ok(preview && up && again && rest.length === 0);
      assert.match(await type(preview), /NatT[\s\S]*Reboot/);
      assert.deepEqual(host.windows.setting, absent);
      assert.match(await type(up), /\bactive\n$/);
      assert.deepEqual([host.windows.setting, host.boots], [dword(2), boots + 1]);
      if (way === "Over SSH") await type(again);
      host.windows.setting = dword(0);
      const [look, destroy] = blocks("5. Live with it");
      assert.ok(look && destroy);
      if (way === "Over SSH") await type(look);
      else host.windows.setting = dword(2);
      assert.deepEqual(host.windows.setting, dword(2));
      await type(destroy);
      assert.deepEqual([host.windows.setting, host.boots], [absent, boots + 1]);
    });
  }
});

/** What a clone of this repository holds, with the packages that `npm ci` puts there. */
function freshClone(folder: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: checkout,
    encoding: "utf8",
  });
  for (const path of listed.split("\0")) {
    if (path === "" || !existsSync(join(checkout, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(checkout, path), join(folder, path), { force: true });
  }
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"), "junction");
}
