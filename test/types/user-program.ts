import assert from "node:assert/strict";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { newFolder } from "../support/run-folder";
import { build } from "../toolchain/build.mjs";

/** The folder of this checkout. */
const root = resolve(__dirname, "..", "..");

/** The programs of this folder that are compiled as users compile. */
const programs = ["right.ts", "wrong.ts"];

let copied: string | undefined;

/** A folder with the declarations of the package, as a build makes them. */
export function declarations(): string {
  copied ??= copyTo(join(newFolder("types"), "dist"));
  return copied;
}

function copyTo(dist: string): string {
  build({ quiet: true });
  const isDeclaration = (path: string) => path.endsWith(".d.ts") || !/\.[^/\\]*$/.test(path);
  cpSync(join(root, "dist"), dist, { recursive: true, filter: isDeclaration });
  symlinkSync(join(root, "node_modules"), join(dist, "..", "node_modules"), "junction");
  return dist;
}

/** The programs in a folder whose package.json says which kind of module they are, with our declarations and this peer installed. */
export function layProgram(dist: string, type: string, peer: string): string {
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
export function errorsOf(
  folder: string,
  module: Readonly<Record<string, string>>,
  files: readonly string[] = programs,
): string[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      target: "es2020",
      ...module,
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
    files.map((name) => join(folder, name)),
    options,
    hostWithSharedSources(options, folder, JSON.stringify(module)),
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

/** What every program is compiled with, the declarations of TypeScript, Node and Pulumi, parsed once for each way to compile. */
const sharedSources = new Map<string, ts.SourceFile | undefined>();

function hostWithSharedSources(options: ts.CompilerOptions, folder: string, way: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const home = folder.replaceAll("\\", "/");
  const getSourceFile: ts.CompilerHost["getSourceFile"] = (name, version, onError) => {
    if (name.startsWith(home)) return host.getSourceFile(name, version, onError);
    const format = typeof version === "object" ? version.impliedNodeFormat : undefined;
    const key = `${way} ${format} ${name}`;
    if (!sharedSources.has(key)) sharedSources.set(key, host.getSourceFile(name, version, onError));
    return sharedSources.get(key);
  };
  return { ...host, getSourceFile };
}
