import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const index = resolve(__dirname, "..", "sdk", "index.ts");

/** One thing that a Pulumi program can name: an export, or a property of one. */
interface Documented {
  readonly path: string;
  readonly comment: string;
  readonly hasDefault: boolean;
  readonly optional: boolean;
  readonly number: boolean;
}

/** Words in a comment that say what a number counts, where its name does not. */
const units = /\b(seconds|TCP port|EventRecordID|BootId|KB's own numbers)\b/i;

/** The tables from which the classes have their outputs. */
const outputTables = ["nat-traversal/setting-state.ts", "restart/reboot-state.ts"].flatMap((file) =>
  tablesOf(resolve(__dirname, "..", "provider", file)),
);

const found = [...exportsOf(index), ...outputTables].flatMap(documented);

describe("doc comments of what programs import", () => {
  it("are looked for", () => {
    assert.ok(found.length > 60, String(found.length));
    assert.ok(found.some(({ path }) => path === "settingOutputs.findings"));
    assert.ok(found.some(({ path }) => path === "rebootOutputs.lastReboot"));
  });

  it("are there for every export and every property", () => {
    assert.deepEqual(
      paths(({ comment }) => comment.length < 10),
      [],
    );
  });

  it("name the unit of every number, if its name does not", () => {
    assert.deepEqual(
      paths(({ path, comment, number }) => number && !path.endsWith("Seconds") && !units.test(comment)),
      [],
    );
  });

  it("name the default of every argument that can be left out", () => {
    assert.deepEqual(
      paths(({ path, optional, hasDefault }) => /Args\./.test(path) && optional && !hasDefault),
      [],
    );
  });
});

function paths(wrong: (item: Documented) => boolean): string[] {
  return found.filter(wrong).map(({ path }) => path);
}

/** A named declaration that an index exports, from whichever file. */
interface Exported {
  readonly name: string;
  readonly declaration: ts.Node;
}

/** What the index exports; it has nothing of its own, and re-exports nothing that re-exports. */
function exportsOf(file: string): Exported[] {
  return parsed(file).statements.flatMap((statement) => {
    assert.ok(ts.isExportDeclaration(statement) && statement.moduleSpecifier, "the index has exports only");
    assert.ok(ts.isStringLiteral(statement.moduleSpecifier));
    const all = declarationsOf(resolve(dirname(file), `${statement.moduleSpecifier.text}.ts`));
    const { exportClause } = statement;
    if (exportClause === undefined) return all;
    assert.ok(ts.isNamedExports(exportClause));
    return exportClause.elements.map(({ name }) => {
      const exported = all.find((one) => one.name === name.text);
      assert.ok(exported, `${name.text} is declared where the index looks for it`);
      return exported;
    });
  });
}

function declarationsOf(file: string): Exported[] {
  return parsed(file).statements.flatMap((declaration) =>
    (ts.isInterfaceDeclaration(declaration) ||
      ts.isTypeAliasDeclaration(declaration) ||
      ts.isClassDeclaration(declaration) ||
      ts.isFunctionDeclaration(declaration)) &&
    declaration.name !== undefined &&
    declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      ? [{ name: declaration.name.text, declaration }]
      : [],
  );
}

function tablesOf(file: string): Exported[] {
  return parsed(file).statements.flatMap((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((declaration) => ({
          name: declaration.name.getText(),
          declaration,
        }))
      : [],
  );
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(file), "utf8"), ts.ScriptTarget.ES2022, true);
}

function documented({ name, declaration }: Exported): Documented[] {
  const items: Documented[] = [describeNode(name, declaration)];
  const visit = (node: ts.Node, path: string): void => {
    ts.forEachChild(node, (child) => {
      const member =
        ts.isPropertySignature(child) ||
        ts.isPropertyDeclaration(child) ||
        ts.isMethodDeclaration(child) ||
        ts.isPropertyAssignment(child);
      const inside = member ? `${path}.${child.name.getText()}` : path;
      if (member) items.push(describeNode(inside, child));
      visit(child, inside);
    });
  };
  visit(declaration, name);
  return items;
}

function describeNode(path: string, node: ts.Node): Documented {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const type =
    ts.isPropertySignature(node) || ts.isTypeAliasDeclaration(node) ? node.type?.getText() : undefined;
  return {
    path,
    comment: comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" "),
    hasDefault: ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "default"),
    // `?: never` keeps an argument out of a form that has another in its place.
    optional: ts.isPropertySignature(node) && node.questionToken !== undefined && type !== "never",
    number: type !== undefined && /\bnumber\b|(?<![\w"])\d+(?![\w"])/.test(type),
  };
}
