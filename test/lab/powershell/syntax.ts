import type { Extent } from "./refusals";

/** What gives a value. */
export type Expression =
  | { readonly kind: "text"; readonly value: string; readonly quoted: boolean; readonly extent: Extent }
  | { readonly kind: "number"; readonly value: number; readonly extent: Extent }
  | { readonly kind: "expandable"; readonly parts: readonly Part[]; readonly extent: Extent }
  | Variable
  | MemberAccess
  | {
      readonly kind: "call";
      readonly member: MemberAccess;
      readonly arguments: readonly Expression[];
      readonly extent: Extent;
    }
  | { readonly kind: "cast"; readonly type: TypeName; readonly value: Expression; readonly extent: Extent }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly extent: Extent }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly extent: Extent;
    }
  | { readonly kind: "not"; readonly value: Expression; readonly extent: Extent }
  | { readonly kind: "group"; readonly pipeline: PipelineChain; readonly extent: Extent }
  | { readonly kind: "subexpression"; readonly statements: readonly Statement[]; readonly extent: Extent }
  | BlockLiteral;

/** A piece of an expandable string. */
export type Part = string | Expression;

/** The operators between two expressions. */
export type BinaryOperator = "+" | "eq" | "ne" | "and" | "or";

/** `$name`. */
export interface Variable {
  readonly kind: "variable";
  readonly name: string;
  readonly extent: Extent;
}

/** `[Name]`. */
export interface TypeName {
  readonly kind: "type";
  readonly name: string;
  readonly extent: Extent;
}

/** `value.Name` or `[Type]::Name`. */
export interface MemberAccess {
  readonly kind: "member";
  readonly of: Expression | TypeName;
  readonly name: string;
  readonly extent: Extent;
}

/** `{ param(...) ... }`. */
export interface BlockLiteral {
  readonly kind: "block";
  readonly parameters: readonly string[];
  readonly statements: readonly Statement[];
  readonly extent: Extent;
}

/** A word after a command's name. */
export type CommandElement =
  | { readonly kind: "argument"; readonly value: Expression }
  | {
      readonly kind: "parameter";
      /** As it is spelt, with its dash and its colon. */
      readonly text: string;
      readonly name: string;
      /** What follows a colon. */
      readonly value?: Expression;
      /** Whether there is a blank between the colon and the value. */
      readonly spaced: boolean;
    };

/** A command with its words. */
export interface Command {
  readonly kind: "command";
  /** Whether it was called with `&`. */
  readonly invoked: boolean;
  readonly name: Expression;
  readonly elements: readonly CommandElement[];
  readonly extent: Extent;
}

/** What may stand alone, or beside `&&`. */
export type Pipeline =
  | Command
  | { readonly kind: "expression"; readonly expression: Expression; readonly extent: Extent };

/** Pipelines of which the later run by the success of what is left of them. */
export interface PipelineChain {
  readonly kind: "chain";
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly pipeline: Pipeline }[];
  readonly extent: Extent;
}

/** One statement. */
export type Statement =
  | PipelineChain
  | {
      readonly kind: "assignment";
      readonly target: Variable | MemberAccess;
      readonly value: PipelineChain;
      readonly extent: Extent;
    }
  | {
      readonly kind: "if";
      readonly condition: PipelineChain;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly handler: readonly Statement[];
      readonly extent: Extent;
    }
  | {
      readonly kind: "foreach";
      readonly variable: string;
      readonly items: PipelineChain;
      readonly body: readonly Statement[];
      readonly extent: Extent;
    }
  | { readonly kind: "exit"; readonly code: PipelineChain | undefined; readonly extent: Extent };
