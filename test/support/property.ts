import fc from "fast-check";

/**
 * Runs a property with a new seed, which is in the message of a failure; PROPERTY_SEED repeats one.
 */
export function checkProperty<T>(property: fc.IProperty<T>, parameters: fc.Parameters<T> = {}): void {
  const given = process.env.PROPERTY_SEED;
  const seed = given === undefined ? Date.now() & 0x7fffffff : Number(given);
  fc.assert(property, { numRuns: 200, ...parameters, seed });
}
