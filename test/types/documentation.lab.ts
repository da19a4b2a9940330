import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { timeoutEntries } from "../../provider/hosts/connection";
import { remotingEntries } from "../../provider/hosts/powershell/connection";
import { serverEntries } from "../../provider/hosts/ssh/connection";
import { hostEntries, onUnreachableEntries, valueEntries } from "../../provider/nat-traversal/setting-inputs";
import { restartEntries } from "../../provider/restart/restart-options";
import { defaultsOf } from "../../provider/validation/schema";
import { folderFiles } from "../engine/program-folder";
import { blocksOf, checkout, pagesOf } from "../support/documents";
import { type Documented, documentedIn } from "./documentation";
import { referenceOf } from "./reference";
import { declarations, errorsOf, layProgram } from "./user-program";

const root = resolve(__dirname, "..", "..");

/** Words in a comment that say what a number counts, where its name does not. */
const units =
  /\b(how many hosts|so many restarts|ranks the hosts|seconds|days|TCP ports?|EventRecordID|BootId|KB 926179|how many restarts|KB's own numbers)\b/i;

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
          !/(?:Seconds|Days)$/.test(path) &&
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

  it("is what docs/reference.md tells of the arguments and outputs", () => {
    const file = join(root, "docs", "reference.md");
    const before = readFileSync(file, "utf8");
    const [head, tail] = [before.split(begin)[0], before.split(end)[1]];
    const after = `${head}${begin}\n\n${referenceOf(found)}\n\n${end}${tail}`;
    if (process.env.CI === "true")
      assert.equal(before, after, "docs/reference.md differs: run this test, and commit it");
    if (after === before) return;
    writeFileSync(file, after);
    console.log("      docs/reference.md was rewritten: commit it");
  });

  it("is all in docs/reference.md: no argument is missing there", () => {
    const text = referenceOf(found);
    const missing = paths(
      ({ path, comment }) =>
        /Args\.|^(NatTraversal|Reboot)\w*\./.test(path) && !text.includes(inOneLine(comment)),
    );
    assert.deepEqual(missing, []);
  });
});

/** Where the tables stand in docs/reference.md. */
const begin = "<!-- arguments: written by test/types/documentation.lab.ts -->";
const end = "<!-- end of arguments -->";

function inOneLine(comment: string): string {
  return comment.replace(/\s+/g, " ").replaceAll("|", "\\|");
}

describe("the TypeScript of the pages", function () {
  this.timeout(60_000);

  it("compiles as a user's program does", () => {
    const folder = layProgram(declarations(), "commonjs", "pulumi-peer-newest");
    // A file of an example that a page shows needs those beside it: it is compiled with its example.
    const ofExamples = Object.values(folderFiles(join(checkout, "examples")));
    const blocks = pagesOf()
      .flatMap((of) => blocksOf(of))
      .filter(({ language, text }) => language === "ts" && !ofExamples.includes(text));
    assert.ok(blocks.length >= 6, String(blocks.length));
    const files = blocks.map(({ text }, at) => {
      writeFileSync(join(folder, `page${at}.ts`), /^import /.test(text) ? text : asArguments(text));
      return `page${at}.ts`;
    });
    writeFileSync(join(folder, "slip.ts"), (blocks[0]?.text ?? "").replace("hostKey:", "hostkey:"));
    const module = { module: "nodenext", moduleResolution: "nodenext" };
    const errors = errorsOf(folder, module, [...files, "slip.ts"]);
    assert.deepEqual(
      errors.filter((error) => !error.startsWith("slip.ts")),
      [],
    );
    assert.ok(errors.length > 0, "a slip is found");
  });
});

/** A program of a block that shows some arguments alone. */
function asArguments(text: string): string {
  return `import type { NatTraversalArgs } from "pulumi-windows-ipsec";
export const shown: Partial<NatTraversalArgs> = {
${text}};
`;
}
