/** Lets one piece of work run at a time, in the order in which they came. */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();
  private cancellations = 0;

  /**
   * Does the work when it is its turn; it is told whether the queue was cancelled meanwhile. If it fails, the next turn waits for
   * `cleanUp` too; the failure does not.
   */
  take<T>(
    work: (isCancelled: boolean) => Promise<T>,
    cleanUp: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    const asked = this.cancellations;
    const result = this.last.then(() => work(asked !== this.cancellations));
    this.last = result.then(
      () => undefined,
      () => cleanUp().catch(() => undefined),
    );
    return result;
  }

  /** Cancels what still waits for its turn. */
  cancel(): void {
    this.cancellations += 1;
  }

  /** Resolves when all that has come so far is over, whatever became of it. */
  get over(): Promise<unknown> {
    return this.last;
  }
}
