import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "..");

/** The rooms, and which each may look into beside itself. The first whose prefix fits a file is its room. */
const rooms: readonly {
  readonly name: string;
  readonly prefix: string;
  readonly below: readonly string[];
}[] = [
  {
    name: "sdk",
    prefix: "sdk/",
    below: ["face", "restart", "nat-traversal", "windows", "hosts", "validation"],
  },
  // The face knows the entry's type only: it finds the package by its name.
  { name: "face", prefix: "provider/dynamic-provider.ts", below: ["entry"] },
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
  "@pulumi/pulumi": /^(sdk\/|provider\/dynamic-provider\.ts$)/,
  "node-powershell": /^provider\/hosts\/powershell\/[\w-]+\.ts$/,
  ssh2: /^provider\/hosts\/ssh\/[\w-]+\.ts$/,
  "js-md4": /^provider\/hosts\/winrm\/ntlm\/digests\.ts$/,
  "@xmldom/xmldom": /^provider\/hosts\/winrm\/xml\.ts$/,
  valibot: /^provider\/validation\/[\w-]+\.ts$/,
};

/** The files that a Pulumi program loads; the rest is for the provider process alone. */
const inProgram =
  /^(sdk\/|provider\/(dynamic-provider|restart\/restart-options|nat-traversal\/behind-nat|validation\/[\w-]+)\.ts$)/;

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
  /** At the top of the module, and so done whenever the file is loaded. */
  readonly eager: boolean;
}

const imports = ["sdk", "provider"].flatMap(sourceFiles).flatMap(importsOf);

describe("imports", () => {
  it("are found", () => assert.ok(imports.length > 100, String(imports.length)));

  it("point downwards only, from room to room", () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter(({ file, specifier }) => {
        const from = roomOf(file);
        const to = roomOf(
          relative(root, resolve(root, dirname(file), `${specifier}.ts`)).replaceAll("\\", "/"),
        );
        return to.name !== from.name && !from.below.includes(to.name);
      });
    assert.deepEqual(wrong.map(inWords), []);
  });

  it("load into a Pulumi program the SDK, the face and what checks a few arguments, and nothing that reaches a host", () => {
    const wrong = imports.filter(
      ({ file, specifier, typeOnly }) =>
        inProgram.test(file) &&
        !typeOnly &&
        specifier.startsWith(".") &&
        !inProgram.test(
          relative(root, resolve(root, dirname(file), `${specifier}.ts`)).replaceAll("\\", "/"),
        ),
    );
    assert.deepEqual(wrong.map(inWords), []);
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

  it("name Node's own modules by node:", () => {
    const wrong = imports.filter(({ specifier }) => builtinModules.includes(specifier));
    assert.deepEqual(wrong.map(inWords), []);
  });
});

function roomOf(file: string): (typeof rooms)[number] {
  const room = rooms.find(({ prefix }) => file.startsWith(prefix));
  assert.ok(room, `${file} is in no room`);
  return room;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Import[] = [];
  const visit = (node: ts.Node, eager: boolean): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const typeOnly = ts.isImportDeclaration(node) ? onlyTypes(node.importClause) : node.isTypeOnly;
      found.push({ file, specifier: node.moduleSpecifier.text, typeOnly, eager: true });
    }
    if (
      ts.isCallExpression(node) &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      const { expression } = node;
      if (expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText() === "require")
        found.push({ file, specifier: node.arguments[0].text, typeOnly: false, eager });
    }
    if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    )
      found.push({ file, specifier: node.argument.literal.text, typeOnly: true, eager: false });
    const inside = eager && !ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, true);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
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
