import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rebootProviderText, settingProviderText } from "../provider/stored-text";
import { newFolder } from "./support/run-folder";

/** The texts that states hold, by the resource that they answer for: what was written once has to be read for ever. */
const texts = {
  setting: ["setting-v0", "setting-v1"].map(stored),
  reboot: ["reboot-v0", "reboot-v1"].map(stored),
} as const;

const missing = (folder: string): string => `pulumi-windows-ipsec is not installed in ${folder}`;

describe("the stored provider text", function () {
  this.timeout(20_000);

  it("is the one that states hold", () => {
    // A new text gets a file of its own beside the earlier ones.
    assert.equal(settingProviderText, texts.setting.at(-1));
    assert.equal(rebootProviderText, texts.reboot.at(-1));
  });

  it("is small, and JSON adds nothing to it", () => {
    for (const text of [settingProviderText, rebootProviderText]) {
      assert.ok(text.length <= 300, `${text.length} characters`);
      assert.equal(JSON.stringify(text), `"${text}"`);
    }
  });

  for (const [resource, ofResource] of Object.entries(texts)) {
    for (const [version, text] of ofResource.entries()) {
      it(`calls each method of the ${resource} with the SDK's arguments (text ${version})`, () => {
        const program = newFolder("program");
        lay(program, "1.0.0");
        assert.deepEqual(run(text, program, sdkIn(program)), [
          `1.0.0 ${resource}.check olds,news`,
          `1.0.0 ${resource}.diff id,olds,news`,
          `1.0.0 ${resource}.create inputs`,
          `1.0.0 ${resource}.read id,olds`,
          `1.0.0 ${resource}.update id,olds,news`,
          `1.0.0 ${resource}.delete id,olds`,
        ]);
      });
    }
  }

  it("finds the package that npm installed beside the program", () => {
    const program = newFolder("program");
    lay(program, "1.0.0");
    assert.equal(versionFound(program, sdkIn(program)), "1.0.0");
  });

  it("finds the package through pnpm's link, where the program depends on it", () => {
    const { program, store } = pnpmProgram();
    mkdirSync(join(program, "node_modules"), { recursive: true });
    symlinkSync(join(store, "node_modules", name), join(program, "node_modules", name), "junction");
    assert.equal(versionFound(program, sdkIn(store)), "1.0.0");
  });

  it("finds the package from where the SDK lies, where under pnpm only a dependency depends on it", () => {
    const { program, store } = pnpmProgram();
    assert.equal(versionFound(program, sdkIn(store)), "1.0.0");
  });

  it("finds the package that a workspace hoists", () => {
    const workspace = newFolder("workspace");
    lay(workspace, "1.0.0");
    assert.equal(versionFound(folder(workspace, "packages", "infra"), sdkIn(workspace)), "1.0.0");
  });

  it("finds the package above the program's folder, if it lies nowhere nearer", () => {
    const project = newFolder("project");
    lay(project, "1.0.0");
    const elsewhere = newFolder("sdk");
    assert.equal(versionFound(folder(project, "infra", "main"), sdkIn(elsewhere)), "1.0.0");
  });

  it("gives each program of a workspace its own version", () => {
    const workspace = newFolder("workspace");
    const [one, other] = [folder(workspace, "packages", "one"), folder(workspace, "packages", "other")];
    lay(workspace, "2.0.0");
    lay(one, "1.0.0");
    assert.equal(versionFound(one, sdkIn(workspace)), "1.0.0");
    assert.equal(versionFound(other, sdkIn(workspace)), "2.0.0");
  });

  for (const installed of ["beside the program", "by pnpm for a dependency", "by a workspace"]) {
    it(`prefers the package installed ${installed} to one planted above the program`, () => {
      const root = newFolder("root");
      const project = folder(root, "planted", "project");
      const program = folder(project, "infra");
      lay(join(root, "planted"), "6.6.6");
      const found = {
        "beside the program": () => {
          lay(program, "1.0.0");
          return sdkIn(program);
        },
        "by pnpm for a dependency": () => {
          const store = join(program, "node_modules", ".pnpm");
          lay(store, "1.0.0");
          return sdkIn(join(store, "@pulumi+pulumi@3.0.0"));
        },
        "by a workspace": () => {
          lay(project, "1.0.0");
          return sdkIn(project);
        },
      }[installed];
      assert.ok(found);
      assert.equal(versionFound(program, found()), "1.0.0");
    });
  }

  it("says in one sentence, without a stack, that the package is not installed", () => {
    const program = newFolder("program");
    for (const text of [settingProviderText, rebootProviderText])
      assert.deepEqual(run(text, program, sdkIn(program)), [`threw: ${missing(program)}, stack ''`]);
  });

  it("passes on an error inside the package", () => {
    const program = newFolder("program");
    lay(program, "1.0.0", 'require("a-dependency-that-is-not-there");');
    const [answer] = run(settingProviderText, program, sdkIn(program));
    assert.match(String(answer), /Cannot find module 'a-dependency-that-is-not-there'/);
  });
});

const name = "pulumi-windows-ipsec";

function stored(file: string): string {
  return readFileSync(join(__dirname, "cases", "face", `${file}.txt`), "utf8");
}

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

/** pnpm's layout: everything is in a hidden folder, where the SDK finds what it does not depend on. */
function pnpmProgram(): { readonly program: string; readonly store: string } {
  const program = newFolder("program");
  const store = join(program, "node_modules", ".pnpm");
  lay(store, "1.0.0");
  return { program, store };
}

/** What argv[1] of the provider process is where the SDK lies in this folder's node_modules. */
function sdkIn(above: string): string {
  const main = join(above, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js");
  mkdirSync(dirname(main), { recursive: true });
  return main;
}

/** Installs a stand-in for the package that answers every method with its version, the method and the arguments. */
function lay(above: string, version: string, code = standIn(version)): void {
  const installed = folder(above, "node_modules", name);
  const manifest = { name, version, exports: { "./provider": "./provider.js" } };
  writeFileSync(join(installed, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(installed, "provider.js"), code);
}

function standIn(version: string): string {
  return `for (const resource of ["setting", "reboot"])
  exports[resource] = Object.fromEntries(["check", "diff", "create", "read", "update", "delete"].map((method) =>
    [method, async (...args) => ${JSON.stringify(version)} + " " + resource + "." + method + " " + args]));`;
}

function versionFound(program: string, sdk: string): string | undefined {
  return run(settingProviderText, program, sdk)[0]?.split(" ")[0];
}

/** Calls every method of a stored text in a process of its own, as the SDK's provider process does. */
function run(text: string, program: string, sdk: string): string[] {
  const script = `
    const load = require(${JSON.stringify(require.resolve("require-from-string"))});
    process.argv[1] = ${JSON.stringify(sdk)};
    const failed = (e) => \`threw: \${e.message}, stack '\${e.stack}'\`;
    (async () => {
      const said = [];
      const provider = load(${JSON.stringify(text)}).handler();
      const calls = { check: ["olds", "news"], diff: ["id", "olds", "news"], create: ["inputs"], read: ["id", "olds"],
        update: ["id", "olds", "news"], delete: ["id", "olds"] };
      for (const [method, args] of Object.entries(calls)) said.push(await provider[method](...args).catch(failed));
      return said;
    })().catch((e) => [failed(e)]).then((said) => console.log(JSON.stringify(said)));`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: program, encoding: "utf8" }));
}
