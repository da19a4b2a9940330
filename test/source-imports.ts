import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** The folder of the whole package. */
export const root = resolve(__dirname, "..");

/** What one file takes from another, or from a package. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
  /** At the top of the module, and so done whenever the file is loaded. */
  readonly eager: boolean;
}

/** The files below a folder, named from the root. */
export function sourceFiles(folder: string, ending = ".ts"): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
}

/** Every import, export from, require and import type of a file. */
export function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), {
    languageVersion: ts.ScriptTarget.ES2022,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
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
      if (expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText(source) === "require")
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
