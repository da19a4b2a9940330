/** How often the condition is looked at without a pause: most conditions hold within a few turns of the event loop. */
const turns = 20;

/**
 * Resolves when the condition holds: looks after each of the next turns of the event loop, then each millisecond, which leaves the
 * processor to whatever is waited for. Mocha's time limit ends a vain wait.
 */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++)
    await new Promise<void>((resolve) => {
      if (turn < turns) setImmediate(resolve);
      else setTimeout(resolve, 1);
    });
}
