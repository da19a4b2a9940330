import * as v from "valibot";
import { asProperties, asValibot } from "./as-valibot";
import { didYouMean, isBytes, kindOf, pulumiValue } from "./wording";

/**
 * What a value must look like, and the type of the values that do: a schema of valibot. Its own types stay out of the declarations that
 * programs compile against, where they would cost every compilation a file of 600 kB.
 */
export interface Schema<T> {
  readonly kind: "schema";
  readonly "~types"?: { readonly input: T; readonly output: T } | undefined;
}

/** The schemas of an object's properties. */
export type Entries = Readonly<Record<string, Schema<unknown>>>;

/** A property that can be left out, and what applies then. */
export interface Optional<T, Default = undefined> extends Schema<T | undefined> {
  readonly type: "optional";
  readonly default: Default;
}

/** The type of the values that a schema accepts. */
export type Accepted<S extends Schema<unknown>> = NonNullable<S["~types"]>["output"];

type RequiredName<E extends Entries> = {
  [Name in keyof E]: E[Name] extends Optional<unknown, unknown> ? never : Name;
}[keyof E];

/** The object that entries describe, once every Output is resolved. Doc comments on the entries are kept. */
export type Resolved<E extends Entries> = {
  readonly [Name in keyof Pick<E, RequiredName<E>>]: Accepted<E[Name]>;
} & {
  readonly [Name in keyof Omit<E, RequiredName<E>>]?: Exclude<Accepted<E[Name]>, undefined>;
};

/** The properties of an object whose form is not proven. */
export type Fields = Readonly<Record<string, unknown>>;

/** A rule that ties several properties of an object together; `fault` takes a property's name, or "" for the object itself. */
export type Rule = (fields: Fields, fault: (name: string, reason: string) => void) => void;

/** Every value will do. */
export const anything: Schema<never> = v.unknown() as v.GenericSchema<never>;

/** No value will do; the reason follows the path: "must be ...". */
export function refused(reason: string): Schema<never> {
  return v.never(reason);
}

/** A schema chosen for the value. A value that is not known yet always passes, and one that is absent is a fault. */
export function chosenBy<T>(choose: (value: unknown) => Schema<T>): Schema<T> {
  return v.lazy((value) => {
    if (isUnknown(value)) return asValibot<T>(anything);
    return asValibot(value === undefined ? refused("is required") : choose(value));
  });
}

/** A schema that also lets through what is not known yet. */
export function known<T>(schema: Schema<T>): Schema<T> {
  return chosenBy(() => schema);
}

/** A property that can be left out. */
export function optional<T>(schema: Schema<T>): Optional<T>;
/** A property that can be left out, and what applies then. */
export function optional<T, const Default extends T>(
  schema: Schema<T>,
  byDefault: Default,
): Optional<T, Default>;
export function optional<T>(schema: Schema<T>, byDefault?: T): Optional<T, unknown> {
  return v.optional(asValibot(schema) as v.GenericSchema<unknown>, byDefault) as unknown as Optional<
    T,
    unknown
  >;
}

/** The same properties, each of which can be left out. */
export function allOptional<const E extends Entries>(
  entries: E,
): { readonly [Name in keyof E]: Optional<Exclude<Accepted<E[Name]>, undefined>> } {
  return Object.fromEntries(Object.entries(entries).map(([name, schema]) => [name, optional(schema)])) as {
    readonly [Name in keyof E]: Optional<Exclude<Accepted<E[Name]>, undefined>>;
  };
}

/** The names of the properties. */
export function namesOf<const E extends Entries>(entries: E): (keyof E & string)[] {
  return Object.keys(entries);
}

/** What applies to each property that is left out. */
export function defaultsOf<const E extends Entries>(
  entries: E,
): { readonly [Name in keyof E]: E[Name] extends Optional<unknown, infer Default> ? Default : undefined } {
  return v.getDefaults(v.object(asProperties(entries))) as never;
}

/** An object with these properties and no others but hidden ones (`__urn`), whose properties also satisfy the rules. */
export function object<const E extends Entries>(entries: E, ...rules: readonly Rule[]): Schema<Resolved<E>> {
  const shape = v.looseObject(asProperties(entries), "is required") as unknown as v.GenericSchema<
    Resolved<E>
  >;
  const names = Object.keys(entries);
  return chosenBy((value) => {
    if (!isFields(value)) return notAnObject(value);
    const checks = v.rawCheck<Resolved<E>>(({ addIssue }) => {
      const fault = (name: string, message: string) => addIssue({ message, ...pathTo(value, name) });
      checkNames(value, names, fault);
      for (const rule of rules) rule(value, fault);
    });
    return v.pipe(shape, checks);
  });
}

/** One of several kinds of objects, told apart by the word in one property. */
export function variant<T>(
  property: string,
  kinds: ReadonlyMap<string, Schema<T>>,
  word: Schema<string>,
  likeliest: string,
): Schema<T> {
  return chosenBy((value) => {
    if (!isFields(value)) return notAnObject(value);
    const given = value[property];
    if (isUnknown(given)) return anything;
    const kind = typeof given === "string" ? kinds.get(given) : undefined;
    if (kind !== undefined) return kind;
    // A slip in the one word must not hide the other faults.
    const guess = v.pipe(
      v.unknown(),
      v.transform(() => ({ ...value, [property]: likeliest })),
      asValibot(kinds.get(likeliest) ?? anything),
    );
    const named = v.looseObject({ [property]: asValibot(word) }, "is required");
    return v.intersect([named, guess]) as unknown as Schema<T>;
  });
}

/** An object of which nothing more is looked at. */
export function anyObject<T extends object>(): Schema<T> {
  return chosenBy((value) => (isFields(value) ? anything : notAnObject(value)));
}

/** Whether a value is an object that has properties: no list, not null, nor one of the objects that Pulumi has for contents. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !isBytes(value) && pulumiValue(value) === undefined;
}

/** What the engine puts in place of a value that is not known before the update, at any depth and of any type. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether the value is not known yet (preview). */
export function isUnknown(value: unknown): boolean {
  return value === unknownSentinel;
}

/** Whether anything in the value, at any depth, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(holdsUnknown);
}

/** Whether a value is given, and already known. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && !isUnknown(value);
}

function notAnObject(value: unknown): Schema<never> {
  return refused(`must be an object; it is ${kindOf(value)}`);
}

function pathTo(input: Fields, name: string): { path?: [v.IssuePathItem] } {
  return name === ""
    ? {}
    : { path: [{ type: "unknown", origin: "value", input, key: name, value: input[name] }] };
}

/** Names that begin with `__` are the SDK's and ours. */
function checkNames(fields: Fields, names: readonly string[], fault: Parameters<Rule>[1]): void {
  for (const name of Object.keys(fields)) {
    if (name.startsWith("__") || names.includes(name) || fields[name] === undefined) continue;
    const meant = didYouMean(name, names);
    const hint = meant === undefined ? `known options are ${names.join(", ")}` : `did you mean "${meant}"?`;
    fault(name, `is not a known option; ${hint}`);
  }
}
