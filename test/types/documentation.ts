import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";

/** One thing that a Pulumi program can name, an export or a property of one, as an editor shows it. */
export interface Documented {
  readonly path: string;
  /** What the editor shows for it. */
  readonly comment: string;
  /** What its `@default` says. */
  readonly byDefault: string | undefined;
  readonly optional: boolean;
  readonly type: string;
}

/** Everything that programs can name in the declarations of the built package, derived properties included. */
export function documentedIn(dist: string): Documented[] {
  const index = join(dist, "sdk", "index.d.ts");
  const program = ts.createProgram([index], {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  assert.ok(module, index);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const parts = type.isUnion() ? type.types : [type];
    const properties = parts.flatMap((part) => checker.getPropertiesOfType(part));
    return [
      describeSymbol(checker, exported.name, symbol),
      ...properties
        .filter((property) => isOurs(property, dist) && !isTaken(checker, property))
        .map((property) => describeSymbol(checker, `${exported.name}.${property.name}`, property)),
    ];
  });
}

function describeSymbol(checker: ts.TypeChecker, path: string, symbol: ts.Symbol): Documented {
  const byDefault = symbol.getJsDocTags(checker).find(({ name }) => name === "default");
  return {
    path,
    comment: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    byDefault: byDefault && ts.displayPartsToString(byDefault.text),
    optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
    type: checker.typeToString(checker.getTypeOfSymbol(symbol)),
  };
}

/** What comes from Pulumi's classes, or from JavaScript's own, is documented there. */
function isOurs(symbol: ts.Symbol, dist: string): boolean {
  const files = symbol.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? [];
  return files.length === 0 || files.some((file) => file.startsWith(dist.replaceAll("\\", "/")));
}

/** Whether it only keeps a property out of a form that has another in its place. */
function isTaken(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const type = checker.getTypeOfSymbol(symbol);
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)) !== 0;
}
