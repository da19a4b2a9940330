import type { DotnetObject } from "./dotnet-object";
import type { BlockLiteral } from "./syntax";

/** What a variable can hold. Numbers are Int32, Int64, Double and the rest alike. */
export type Value =
  | null
  | string
  | number
  | boolean
  | Char
  | Uint8Array
  | readonly Value[]
  | ScriptBlock
  | DotnetObject;

/** One System.Char. */
export class Char {
  constructor(readonly text: string) {}
}

/** A block that can be called. */
export class ScriptBlock {
  constructor(readonly literal: BlockLiteral) {}
}

/** Whether this is a list; bytes are one to PowerShell, but not here. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
