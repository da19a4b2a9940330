import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { newFolder } from "../support/run-folder";

const root = resolve(__dirname, "..", "..");
const programs = ["right.ts", "wrong.ts"];

/** How users compile: the template of `pulumi new typescript`, and the two kinds of modules of Node's own resolution. */
const settings = {
  "commonjs, node": { type: "commonjs", options: { module: "commonjs", moduleResolution: "node" } },
  "nodenext, a CommonJS program": {
    type: "commonjs",
    options: { module: "nodenext", moduleResolution: "nodenext" },
  },
  "nodenext, an ES module": { type: "module", options: { module: "nodenext", moduleResolution: "nodenext" } },
} as const;

const peers = ["pulumi-peer-oldest", "pulumi-peer-newest"];

describe("programs of users, as the compiler sees them", function () {
  this.timeout(120_000);
  let dist: string;

  before(() => {
    dist = join(newFolder("types"), "dist");
    execFileSync(process.execPath, [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      ...["-p", root, "--emitDeclarationOnly", "--outDir", dist],
    ]);
  });

  for (const peer of peers) {
    for (const [words, { type, options }] of Object.entries(settings)) {
      it(`are right and wrong as marked: ${words}, ${peer}`, () => {
        assert.deepEqual(errorsOf(layProgram(dist, type, peer), options), []);
      });
    }
  }

  it("hold at least 15 mistakes, each with its reason", () => {
    const marks = readFileSync(join(__dirname, "wrong.ts"), "utf8").match(/@ts-expect-error .{8,}/g);
    assert.ok((marks?.length ?? 0) >= 15);
  });

  it("are seen: an unmarked mistake and a mark without one are errors", () => {
    const folder = layProgram(dist, "commonjs", "pulumi-peer-newest");
    const text = readFileSync(join(folder, "wrong.ts"), "utf8");
    const first = text.split("\n").findIndex((line) => line.startsWith("// @ts-expect-error"));
    const lines = text.split("\n");
    lines[first] = "";
    lines.push("// @ts-expect-error nothing wrong here", "export const fine = 1;");
    writeFileSync(join(folder, "wrong.ts"), lines.join("\n"));
    const errors = errorsOf(folder, settings["commonjs, node"].options);
    assert.equal(errors.length, 2, errors.join("\n"));
  });
});

/** The programs in a folder whose package.json says which kind of module they are, with our declarations and this peer installed. */
function layProgram(dist: string, type: string, peer: string): string {
  const folder = newFolder("program");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  for (const program of programs) cpSync(join(__dirname, program), join(folder, program));
  const ours = join(folder, "node_modules", "pulumi-windows-ipsec");
  cpSync(join(root, "package.json"), join(ours, "package.json"));
  cpSync(dist, join(ours, "dist"), { recursive: true });
  mkdirSync(join(folder, "node_modules", "@pulumi"));
  symlinkSync(
    join(root, "node_modules", peer),
    join(folder, "node_modules", "@pulumi", "pulumi"),
    "junction",
  );
  return folder;
}

/** The compiler's errors in the programs and in our declarations. */
function errorsOf(folder: string, module: Readonly<Record<string, string>>): string[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      ...module,
      target: "es2020",
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
    },
    folder,
  );
  assert.deepEqual(errors, []);
  const program = ts.createProgram(
    programs.map((name) => join(folder, name)),
    options,
  );
  const home = folder.replaceAll("\\", "/");
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(home));
  assert.ok(ours.some(({ fileName }) => fileName.endsWith("/dist/sdk/index.d.ts")));
  return [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ].map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const where = file?.fileName.slice(home.length + 1);
    return `${where}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
