/** What the engine takes as the properties of a resource. */
export type Properties = Record<string, unknown>;

/**
 * A copy that holds nothing but what JSON can say. The SDK answers an `undefined` in the properties of a result with an error after
 * the work is done (the resource is lost), and one in the properties of an error with no answer at all (the engine waits for ever).
 * So nothing is refused here: `undefined` and functions are left out (null in a list), a Date becomes its ISO text, a bigint its digits,
 * a number that is none null, and a part that holds itself null.
 */
export function plainJson(properties: object): Properties {
  return plainObject(properties, []);
}

function plain(value: unknown, around: readonly object[]): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return value.toString();
    case "object":
      if (value === null || around.includes(value)) return null;
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      if (Array.isArray(value))
        return Array.from(value, (item: unknown) => plain(item, [...around, value]) ?? null);
      return plainObject(value, around);
    default:
      return undefined;
  }
}

function plainObject(value: object, around: readonly object[]): Properties {
  const inside = [...around, value];
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, plain(item, inside)] as const)
      .filter(([, item]) => item !== undefined),
  );
}
