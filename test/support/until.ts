/** Resolves when the condition holds, looking anew after each turn of the event loop; mocha's time limit ends a vain wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
