import type { Expression } from "./syntax";
import type { Value } from "./values";

/** A command's word with its value; the expression tells how it was spelt. */
export type EvaluatedWord =
  | { readonly kind: "argument"; readonly value: Value; readonly expression: Expression }
  | {
      readonly kind: "parameter";
      readonly text: string;
      readonly name: string;
      readonly value: Value | undefined;
      readonly expression: Expression | undefined;
      readonly spaced: boolean;
    };
