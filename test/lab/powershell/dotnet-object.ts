import type { Value } from "./values";

/** A property; one without `get` or `set` cannot be read or written. */
export interface Property {
  readonly get?: () => Value;
  readonly set?: (value: Value) => void;
}

/** A method or constructor with the numbers of arguments it has overloads for; without a result it writes nothing. */
export interface Method {
  readonly counts: readonly number[];
  readonly run: (given: readonly Value[]) => Result | Promise<Result>;
}

/** What a method gives; undefined is void. */
export type Result = Value | undefined;

/** Members by the names .NET gives them; a script may spell them in any case. */
export interface Members {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly methods?: Readonly<Record<string, Method>>;
}

/** An object of .NET as a script sees it. Whoever makes one may derive from this and keep more in it. */
export class DotnetObject {
  /**
   * @param typeName the full name of its type
   * @param text what `ToString` gives; the type's name unless told
   */
  constructor(
    readonly typeName: string,
    readonly members: Members,
    readonly text: string = typeName,
  ) {}
}

/** A type of .NET: what it has itself, and how to make one of it. */
export interface DotnetType {
  /** The full name, `System.` included. */
  readonly name: string;
  /** Whether the constrained language allows it. */
  readonly isCore?: boolean;
  /** Gives a DotnetObject, as a rule. */
  readonly construct?: Method;
  readonly statics?: Members;
}

/** An exception of .NET that a method throws; PowerShell wraps it. */
export class DotnetException extends Error {
  /** @param typeName its name without the namespace, such as `FormatException` */
  constructor(
    readonly typeName: string,
    message: string,
  ) {
    super(message);
  }
}

/** A method with one number of arguments. */
export function method(count: number, run: Method["run"]): Method {
  return { counts: [count], run };
}

/** A method with one number of arguments that gives nothing. */
export function procedure(count: number, run: (given: readonly Value[]) => void | Promise<void>): Method {
  return {
    counts: [count],
    run: async (given) => {
      await run(given);
      return undefined;
    },
  };
}

/** A property that is only read. */
export function readable(get: () => Value): Property {
  return { get };
}

/** The member of that name, in any case. */
export function memberNamed<T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  const found = Object.keys(members ?? {}).find((known) => known.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : members?.[found];
}
