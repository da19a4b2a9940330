import assert from "node:assert/strict";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderFiles, writeFiles } from "../engine/program-folder";
import { checkout } from "../support/documents";
import { declarations, errorsOf, layProgram } from "./user-program";

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

  for (const peer of peers) {
    it(`compile without an error: every example, ${peer}`, () => {
      const folder = layProgram(dist, "commonjs", peer);
      for (const used of ["csv-parse", "yaml"])
        symlinkSync(join(checkout, "node_modules", used), join(folder, "node_modules", used), "junction");
      const programs: string[] = [];
      const targets = new Set<string>();
      for (const example of readdirSync(join(checkout, "examples"))) {
        const files = folderFiles(join(checkout, "examples", example));
        writeFiles(join(folder, example), files);
        const { target } = JSON.parse(files["tsconfig.json"] ?? "").compilerOptions as { target: string };
        targets.add(target);
        const own = Object.keys(files).filter((path) => path.endsWith(".ts"));
        assert.ok(own.includes("index.ts"), example);
        programs.push(...own.map((path) => `${example}/${path}`));
      }
      // What is compiled together has one target.
      const [target, ...others] = targets;
      assert.ok(target !== undefined && others.length === 0, [...targets].join());
      const { options } = settings["nodenext, a CommonJS program"];
      assert.deepEqual(errorsOf(folder, { ...options, target }, programs), []);
    });
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
