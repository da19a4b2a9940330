/*
 * The outputs of a resource, each declared once, in a table: its name, what it holds, and its doc comment. From the table come the type
 * that the provider fills, the members of the class that programs see, and the names of the texts to redact. Loaded by programs too, so
 * it imports nothing.
 */

/** One output: `holds` is for the compiler alone. */
export interface OutputDeclaration<T> {
  /** Whether it is text that may quote what a host or an error said. Everything else is data, and leaves as it is. */
  readonly quotes: boolean;
  readonly holds?: T;
}

/** A table of outputs, by name. */
export type OutputTable = Readonly<Record<string, OutputDeclaration<unknown>>>;

/** What a table's outputs hold. */
export type OutputValues<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OutputDeclaration<infer T> ? T : never;
};

/** An output that holds data. */
export function data<T>(): OutputDeclaration<T> {
  return { quotes: false };
}

/** An output that holds sentences, which may quote a host or an error: known secrets are taken out of them. */
export function sentences<T extends string | readonly string[]>(): OutputDeclaration<T> {
  return { quotes: true };
}

/** The names of a table's outputs. */
export function outputNames<Table extends OutputTable>(table: Table): (keyof Table & string)[] {
  return Object.keys(table);
}
