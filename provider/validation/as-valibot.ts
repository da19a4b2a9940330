import type * as v from "valibot";

/*
 * Apart from `schema.ts`, so that the declarations of that one do not name the library: programs compile against them.
 */

/** A schema as the library knows it: there are no others. */
export function asValibot<T>(schema: {
  readonly kind: "schema";
  readonly "~types"?: { readonly output: T } | undefined;
}): v.GenericSchema<T> {
  return schema as unknown as v.GenericSchema<T>;
}

/** The same for the schemas of an object's properties. */
export function asProperties(
  schemas: Readonly<Record<string, { readonly kind: "schema" }>>,
): Readonly<Record<string, v.GenericSchema>> {
  return schemas as Readonly<Record<string, v.GenericSchema>>;
}
