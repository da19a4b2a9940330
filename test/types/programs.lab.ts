import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { timeoutEntries } from "../../provider/hosts/connection";
import { remotingEntries } from "../../provider/hosts/powershell/connection";
import { serverEntries } from "../../provider/hosts/ssh/connection";
import { hostEntries, onUnreachableEntries, valueEntries } from "../../provider/nat-traversal/setting-inputs";
import { restartEntries } from "../../provider/restart/restart-options";
import { defaultsOf } from "../../provider/validation/schema";
import { newFolder } from "../support/run-folder";
import { build } from "../toolchain/build.mjs";
import { type Documented, documentedIn } from "./documentation";

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
  this.timeout(300_000);
  let dist: string;

  before(() => {
    dist = declarations();
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

  it("are told what is wrong: a mark's \"says\" is in the compiler's message, and a mark without a mistake is one", () => {
    const folder = layProgram(dist, "commonjs", "pulumi-peer-newest");
    const lines = readFileSync(join(folder, "wrong.ts"), "utf8").split("\n");
    const unmarked = lines.map((line) => line.replace("// @ts-expect-error", "//"));
    const idle = ["// @ts-expect-error nothing wrong here", "export const fine = 1;"];
    writeFileSync(join(folder, "wrong.ts"), [...unmarked, ...idle].join("\n"));
    const messages = new Map<number, string>();
    for (const error of errorsOf(folder, settings["commonjs, node"].options)) {
      const [, line = "", message = ""] = /^wrong\.ts:(\d+) (.*)$/s.exec(error) ?? [];
      messages.set(Number(line), message);
    }
    const told = lines.flatMap((line, at) => {
      const says = /@ts-expect-error .*; says (.*)$/.exec(line)?.[1];
      return says === undefined ? [] : [{ says, at: at + 2 }];
    });
    assert.ok(told.length >= 20, String(told.length));
    assert.match(messages.get(unmarked.length + 1) ?? "", /^Unused '@ts-expect-error' directive/);
    for (const { says, at } of told) {
      const message = messages.get(at) ?? "";
      assert.ok(message.includes(says), `line ${at} does not say ${says}: ${message}`);
    }
  });
});

/** Words in a comment that say what a number counts, where its name does not. */
const units = /\b(seconds|TCP port|EventRecordID|BootId|KB 926179|how many restarts|KB's own numbers)\b/i;

describe("what programs can name, as an editor shows it", function () {
  this.timeout(60_000);
  let found: Documented[];

  before(() => {
    found = documentedIn(declarations());
  });

  const paths = (wrong: (item: Documented) => boolean) => found.filter(wrong).map(({ path }) => path);

  it("is found, properties of derived types included", () => {
    assert.ok(found.length > 150, String(found.length));
    for (const path of ["ConnectionArgs.hostKey", "NatTraversalArgs.behindNat", "RestartArgs.warningSeconds"])
      assert.ok(
        found.some((item) => item.path === path),
        path,
      );
  });

  it("has a comment on every export and every property", () => {
    assert.deepEqual(
      paths(({ comment }) => comment.length < 10),
      [],
    );
  });

  it("names the unit of every number, if the property's name does not", () => {
    assert.deepEqual(
      paths(
        ({ path, comment, type }) =>
          /\bnumber\b|(?<![\w"])\d+(?![\w"])/.test(
            type.replace(/\w+Seconds\?: (pulumi\.)?Input<number>/g, ""),
          ) &&
          !path.endsWith("Seconds") &&
          !units.test(comment),
      ),
      [],
    );
  });

  it("names the default of every argument that can be left out", () => {
    assert.deepEqual(
      paths(({ path, optional, byDefault }) => /Args\./.test(path) && optional && byDefault === undefined),
      [],
    );
  });

  it("names the default that the schema has", () => {
    const schemas = [timeoutEntries, serverEntries, remotingEntries, hostEntries];
    const others = [onUnreachableEntries, valueEntries, restartEntries];
    for (const entries of [...schemas, ...others]) {
      for (const [name, byDefault] of Object.entries(defaultsOf(entries))) {
        if (byDefault === undefined) continue;
        const documented = found.filter((item) => item.path.endsWith(`Args.${name}`));
        const said = new Set(documented.map((item) => item.byDefault));
        assert.ok(said.has(JSON.stringify(byDefault)), `${name}: ${byDefault} is not in ${[...said]}`);
      }
    }
  });
});

let copied: string | undefined;

/** A folder with the declarations of the package, as a build makes them. */
function declarations(): string {
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
