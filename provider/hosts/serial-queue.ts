/** Lets one piece of work run at a time, in the order in which they came. */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work when it is its turn. If it fails, the next turn waits for `cleanUp` too; the failure does not. */
  take<T>(work: () => Promise<T>, cleanUp: () => Promise<void> = () => Promise.resolve()): Promise<T> {
    const result = this.last.then(work);
    this.last = result.then(
      () => undefined,
      () => cleanUp().catch(() => undefined),
    );
    return result;
  }

  /** Resolves when all that has come so far is over, whatever became of it. */
  get over(): Promise<unknown> {
    return this.last;
  }
}
