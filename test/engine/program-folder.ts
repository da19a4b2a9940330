import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type TypeScript from "typescript";
import { entriesBelow } from "../support/entries-below";
import { checkoutFolder, type PackedPackage } from "./packed-package";

/** Files of a program: path, with forward slashes, to text. */
export type ProgramFiles = Readonly<Record<string, string>>;

/** The files of a Pulumi program that consists of this index.ts alone. */
export function programFiles(indexTs: string, projectName = "nat-t-test"): ProgramFiles {
  return {
    "Pulumi.yaml": `name: ${projectName}\nruntime: nodejs\n`,
    "package.json": JSON.stringify({ name: projectName, private: true, main: "index.ts" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        strict: true,
        skipLibCheck: true,
      },
      files: ["index.ts"],
    }),
    "index.ts": indexTs,
  };
}

/** The files of a program that lies in a folder; what an install or a compiler put there is left out. */
export function folderFiles(folder: string): ProgramFiles {
  const files: Record<string, string> = {};
  for (const { path: full, entry } of entriesBelow(folder)) {
    const path = relative(folder, full).split(sep).join("/");
    if (!entry.isFile() || /(^|\/)(node_modules|bin)\//.test(path)) continue;
    files[path] = readFileSync(join(folder, path), "utf8");
  }
  return files;
}

/** The same program in JavaScript: TypeScript is compiled again for each command, which takes longer than the engine. */
export function compiled(files: ProgramFiles): ProgramFiles {
  // Loaded where it is used: that takes longer than all else that a test process loads.
  const ts = require("typescript") as typeof TypeScript;
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
  const made = Object.entries(files).map(([path, text]) => {
    if (path.endsWith(".ts")) return [path.replace(/ts$/, "js"), ts.transpile(text, options)];
    if (path === "Pulumi.yaml") return [path, text.replace(/^runtime: nodejs$/m, javaScriptRuntime)];
    return [path, text.replaceAll("index.ts", "index.js")];
  });
  return Object.fromEntries(made.filter(([path]) => path !== "tsconfig.json"));
}

/** The lines of Pulumi.yaml for programs that need no compiler. */
export const javaScriptRuntime = "runtime:\n  name: nodejs\n  options:\n    typescript: false";

/** Writes files below a folder, making the folders they need. */
export function writeFiles(folder: string, files: ProgramFiles): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/**
 * Gives a program a node_modules without any download: our package as a real folder, as an install makes it,
 * everything else linked to what this checkout has.
 */
export function layNodeModules(programFolder: string, ours: PackedPackage): void {
  const source = join(checkoutFolder, "node_modules");
  const target = join(programFolder, "node_modules");
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source)) {
    if (entry.startsWith(".") || entry === ours.name) continue;
    if (!entry.startsWith("@")) {
      linkFolder(join(source, entry), join(target, entry));
      continue;
    }
    mkdirSync(join(target, entry));
    for (const scoped of readdirSync(join(source, entry)))
      linkFolder(join(source, entry, scoped), join(target, entry, scoped));
  }
  cpSync(ours.folder, join(target, ours.name), { recursive: true });
}

/** A junction needs no privilege on Windows; elsewhere the kind is ignored. */
function linkFolder(existing: string, link: string): void {
  symlinkSync(existing, link, "junction");
}
