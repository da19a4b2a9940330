import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { type Import, importsOf, root, sourceFiles } from "./source-imports";

/** The rooms, and which each may look into beside itself. The first whose prefix fits a file is its room. */
const rooms: readonly {
  readonly name: string;
  readonly prefix: string;
  readonly below: readonly string[];
}[] = [
  {
    name: "sdk",
    prefix: "sdk/",
    below: ["stored text", "restart", "nat-traversal", "windows", "hosts", "validation", "foundation"],
  },
  // The text finds the package by its name.
  { name: "stored text", prefix: "provider/stored-text.ts", below: [] },
  { name: "face", prefix: "provider/dynamic-provider.ts", below: ["entry", "engine", "validation"] },
  { name: "engine", prefix: "provider/engine/", below: ["hosts", "foundation"] },
  {
    name: "resources",
    prefix: "provider/resources/",
    below: ["nat-traversal", "restart", "windows", "hosts", "engine", "validation", "foundation"],
  },
  {
    name: "restart",
    prefix: "provider/restart/",
    below: ["nat-traversal", "windows", "hosts", "validation", "foundation"],
  },
  {
    name: "nat-traversal",
    prefix: "provider/nat-traversal/",
    below: ["windows", "hosts", "validation", "foundation"],
  },
  { name: "windows", prefix: "provider/windows/", below: ["hosts", "foundation"] },
  { name: "hosts", prefix: "provider/hosts/", below: ["validation", "foundation"] },
  { name: "validation", prefix: "provider/validation/", below: ["foundation"] },
  { name: "foundation", prefix: "provider/errors.ts", below: [] },
  { name: "foundation", prefix: "provider/clock.ts", below: [] },
  { name: "foundation", prefix: "provider/sanitize.ts", below: [] },
  { name: "foundation", prefix: "provider/output-table.ts", below: [] },
  { name: "foundation", prefix: "provider/without-undefined.ts", below: [] },
  {
    name: "entry",
    prefix: "provider/",
    below: [
      "resources",
      "restart",
      "nat-traversal",
      "windows",
      "hosts",
      "engine",
      "validation",
      "foundation",
    ],
  },
];

/** Packages, and the files that may use each; every other package is refused. */
const packages: Readonly<Record<string, RegExp>> = {
  "@pulumi/pulumi": /^sdk\//,
  "node-powershell": /^provider\/hosts\/powershell\/[\w-]+\.ts$/,
  ssh2: /^provider\/hosts\/ssh\/[\w-]+\.ts$/,
  "js-md4": /^provider\/hosts\/winrm\/ntlm\/legacy-crypto\.ts$/,
  "@xmldom/xmldom": /^provider\/hosts\/winrm\/xml\.ts$/,
  valibot: /^provider\/validation\/[\w-]+\.ts$/,
};

const imports = ["sdk", "provider"].flatMap((folder) => sourceFiles(folder)).flatMap(importsOf);

describe("imports", () => {
  it("are found", () => assert.ok(imports.length > 100, String(imports.length)));

  it("point downwards only, from room to room", () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter(({ file, specifier }) => {
        const from = roomOf(file);
        const to = roomOf(target(file, specifier));
        return to.name !== from.name && !from.below.includes(to.name);
      });
    assert.deepEqual(wrong.map(inWords), []);
  });

  it("load into a Pulumi program only the state's shape, the stored text, what checks a few arguments and what a preview says", () => {
    assert.deepEqual(
      loadedWith("sdk/index.ts")
        .filter((file) => file.startsWith("provider/"))
        .sort(),
      [
        "provider/errors.ts",
        "provider/hosts/connection.ts",
        "provider/hosts/secret-properties.ts",
        "provider/nat-traversal/behind-nat.ts",
        "provider/nat-traversal/nat-traversal-value.ts",
        "provider/nat-traversal/outlook.ts",
        "provider/nat-traversal/setting-state.ts",
        "provider/output-table.ts",
        "provider/restart/group.ts",
        "provider/restart/outlook.ts",
        "provider/restart/ready-when.ts",
        "provider/restart/reboot-state.ts",
        "provider/restart/restart-options.ts",
        "provider/restart/window.ts",
        "provider/sanitize.ts",
        "provider/stored-text.ts",
        "provider/validation/as-valibot.ts",
        "provider/validation/check-failure.ts",
        "provider/validation/schema.ts",
        "provider/validation/values.ts",
        "provider/validation/wording.ts",
        "provider/windows/command-line.ts",
        "provider/windows/registry-value.ts",
      ],
    );
  });

  it("take a package only where it belongs", () => {
    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !isBuiltin(specifier))
      .filter(({ file, specifier }) => !(packages[packageOf(specifier)]?.test(file) ?? false));
    assert.deepEqual(wrong.map(inWords), []);
  });

  it("load ssh2 when it is needed, and not before", () => {
    const wrong = imports.filter(
      ({ specifier, typeOnly, eager }) => specifier === "ssh2" && !typeOnly && eager,
    );
    assert.deepEqual(wrong.map(inWords), []);
  });

  it("of the scripts that set up take no package at the top, for none is installed yet", () => {
    const scripts = sourceFiles("test/toolchain", ".mjs");
    assert.ok(scripts.includes("test/toolchain/test.mjs"), String(scripts));
    const eager = scripts.flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(
          /^(?:import|export)\b[^;]*?\bfrom "([^"]+)";|^import "([^"]+)";/gm,
        ),
      ]
        .map(([, named, bare]) => named ?? bare ?? "")
        .filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    assert.deepEqual(eager, []);
  });

  it("name Node's own modules by node:", () => {
    const wrong = imports.filter(({ specifier }) => builtinModules.includes(specifier));
    assert.deepEqual(wrong.map(inWords), []);
  });
});

/** Every file of ours that is loaded with this one. */
function loadedWith(file: string, loaded = new Set<string>()): string[] {
  if (loaded.has(file)) return [];
  loaded.add(file);
  for (const { file: from, specifier, typeOnly } of imports) {
    if (from === file && !typeOnly && specifier.startsWith(".")) loadedWith(target(from, specifier), loaded);
  }
  return [...loaded];
}

function target(file: string, specifier: string): string {
  return relative(root, resolve(root, dirname(file), `${specifier}.ts`)).replaceAll("\\", "/");
}

function roomOf(file: string): (typeof rooms)[number] {
  const room = rooms.find(({ prefix }) => file.startsWith(prefix));
  assert.ok(room, `${file} is in no room`);
  return room;
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function inWords({ file, specifier }: Import): string {
  return `${file} imports ${specifier}`;
}
