import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { brokenLinksOf, pagesOf } from "../support/documents";
import { linkFiles } from "../support/link-files";
import { newFolder } from "../support/run-folder";
import { checkoutFolder, type PackedPackage, packedPackage, runNpm } from "./packed-package";
import { plantAbove } from "./planted-package";
import type { ProgramFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";

/** The last release that declares Node 20. */
const pulumi = "3.242.0";

const declaration = `new NatTraversal("server", {
  connection: JSON.parse(process.env.LAB_CONNECTION ?? ""),
  behindNat: "both",
});`;

const typeScriptProgram = `import { NatTraversal } from "pulumi-windows-ipsec";
const server = ${declaration}
export const status = server.status;
`;

/** A package between the program and ours: it declares, and only it depends on us. */
const middlePackage = (ours: string): ProgramFiles => ({
  "package.json": JSON.stringify({
    name: "office-network",
    version: "1.0.0",
    main: "index.js",
    dependencies: { "pulumi-windows-ipsec": ours },
    peerDependencies: { "@pulumi/pulumi": "*" },
  }),
  "index.js": `const { NatTraversal } = require("pulumi-windows-ipsec");
exports.declareServer = () => ${declaration}
`,
});

const programOfMiddle = `const server = require("office-network").declareServer();
exports.status = server.status;
`;

function below(folder: string, files: ProgramFiles): ProgramFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

function manifest(rest: object): string {
  return JSON.stringify({ name: "packaging-test", version: "1.0.0", private: true, ...rest });
}

/** A way of laying out and installing a program that users have; that of `pulumi new typescript` is in getting-started.engine.ts. */
interface Layout {
  readonly name: string;
  readonly files: (ours: PackedPackage) => ProgramFiles;
  readonly install: (folder: string) => void;
  readonly programAt?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const yaml = "name: packaging-test\nruntime: nodejs\n";

const layouts: readonly Layout[] = [
  {
    name: "TypeScript as ES modules",
    files: (ours) => ({
      "Pulumi.yaml": "name: packaging-test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      "package.json": manifest({
        type: "module",
        main: "index.ts",
        devDependencies: { tsx: "^4.23.15" },
        dependencies: { "@pulumi/pulumi": pulumi, "pulumi-windows-ipsec": `file:${ours.tarball}` },
      }),
      "index.ts": typeScriptProgram,
    }),
    install: npmInstall,
    // What the runtime option `nodeargs` is for; the language host that set-up builds is older than that.
    environment: { NODE_OPTIONS: "--import tsx" },
  },
  {
    name: "an npm workspace whose library, not its program, depends on the package",
    files: (ours) => ({
      "package.json": manifest({ workspaces: ["packages/*"] }),
      ...below("packages/office-network", middlePackage(`file:${ours.tarball}`)),
      ...below("packages/infra", {
        "Pulumi.yaml": yaml,
        "package.json": manifest({
          name: "infra",
          main: "index.js",
          dependencies: { "@pulumi/pulumi": pulumi, "office-network": "1.0.0" },
        }),
        "index.js": programOfMiddle,
      }),
    }),
    install: npmInstall,
    programAt: "packages/infra",
  },
  {
    name: "pnpm, where only a dependency of the program depends on the package",
    files: (ours) => ({
      "Pulumi.yaml": yaml,
      "package.json": manifest({
        main: "index.js",
        dependencies: { "@pulumi/pulumi": pulumi, "office-network": "file:./office-network" },
        pnpm: { overrides: { "pulumi-windows-ipsec": `file:${ours.tarball}` } },
      }),
      "index.js": programOfMiddle,
      ...below("office-network", middlePackage("0.1.0")),
    }),
    install: pnpmInstall,
  },
];

describe("a program that installed the package", function () {
  this.timeout(300_000);
  let host: SimulatedHost;

  before(async () => {
    packedPackage();
    host = await startSimulatedHost();
  });

  after(() => host.stop());

  for (const layout of layouts) {
    it(`runs, and no package planted above it does: ${layout.name}`, async () => {
      const before = await host.exportRegistry();
      const project = await PulumiProject.create({
        files: layout.files(packedPackage()),
        install: (folder) => {
          plantAbove(folder);
          layout.install(folder);
        },
        environment: { ...layout.environment, LAB_CONNECTION: JSON.stringify(host.connection) },
        ...(layout.programAt === undefined ? {} : { programAt: layout.programAt }),
      });
      try {
        const up = await project.up();
        assert.equal(up.exitCode, 0, up.output + up.errorOutput);
        assert.equal((await project.outputs()).status, "rebootPending");
        const destroy = await project.destroy({ args: ["--refresh"] });
        assert.equal(destroy.exitCode, 0, destroy.output + destroy.errorOutput);
        const refreshed = destroy.events.flatMap(({ resOutputsEvent }) =>
          resOutputsEvent?.metadata.op === "refresh" ? [resOutputsEvent.metadata] : [],
        );
        assert.ok(refreshed.some(({ type }) => type.endsWith(":NatT")));
        for (const { urn, old, new: found } of refreshed) assert.deepEqual(found, old, urn);
        assert.deepEqual(settings(await host.exportRegistry()), settings(before));
      } finally {
        await project.dispose();
      }
    });
  }
});

/** The export without the marker, which is left on purpose and vanishes with the next boot. */
function settings(exported: string): string[] {
  return exported.split("\n").filter((line) => !line.includes("AssumeUDPEncapsulationMarker"));
}

describe("the package", () => {
  it("holds everything that its pages link to, apart from the tests that docs/transports.md names", () => {
    const { folder } = packedPackage();
    const pages = pagesOf(folder);
    assert.ok(pages.length > 15, String(pages.length));
    const broken = pages.flatMap((page) => brokenLinksOf(page, folder));
    assert.deepEqual(
      broken.filter((link) => !link.startsWith("docs/transports.md: ../test/")),
      [],
    );
  });
});

let installed: string | undefined;

/** The first time from nothing; then npm finds what it installed first, and adds and removes what the layout has otherwise. */
function npmInstall(folder: string): void {
  const modules = join(folder, "node_modules");
  if (installed !== undefined) linkFiles(installed, modules);
  runNpm(["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  if (installed !== undefined) return;
  installed = join(newFolder("installed"), "node_modules");
  linkFiles(modules, installed);
}

let pnpmFolder: string | undefined;

function pnpmInstall(folder: string): void {
  pnpmFolder ??= newFolder("pnpm");
  const pnpm = join(checkoutFolder, "node_modules", "pnpm", "bin", "pnpm.cjs");
  execFileSync(process.execPath, [pnpm, "install", "--prefer-offline", "--reporter=silent"], {
    cwd: folder,
    env: {
      ...process.env,
      // Not as a part of this run's own npm script.
      npm_config_user_agent: undefined,
      npm_config_store_dir: join(pnpmFolder, "store"),
      npm_config_cache_dir: join(pnpmFolder, "cache"),
      npm_config_state_dir: join(pnpmFolder, "state"),
      PNPM_HOME: join(pnpmFolder, "home"),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
}
