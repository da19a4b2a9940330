import fc from "fast-check";

/**
 * Runs a property with a new seed, which is in the message of a failure; PROPERTY_SEED repeats one.
 */
export function checkProperty<T>(property: fc.IProperty<T>, parameters: fc.Parameters<T> = {}): void {
  fc.assert(property, { numRuns: 200, ...parameters, seed: seed() });
}

/** The same for a property that takes its time. */
export async function checkAsyncProperty<T>(
  property: fc.IAsyncProperty<T>,
  parameters: fc.Parameters<T> = {},
): Promise<void> {
  await fc.assert(property, { numRuns: 100, ...parameters, seed: seed() });
}

function seed(): number {
  const given = process.env.PROPERTY_SEED;
  return given === undefined ? Date.now() & 0x7fffffff : Number(given);
}
