import type { Clock } from "../clock";

/** What the connection does when its lifetime asks. */
export interface ConnectionLifetimeEvents<E extends Error> {
  /** The failure where something took longer than so many seconds. */
  late(seconds: number): E;
  /** The failure for whatever work threw or rejected with. */
  named(error: unknown): E;
  /** Called once, at the failure, after all that was under way was told. */
  release(): void;
}

/** The life of a connection: it fails once, with the first error, and what is under way fails with it. */
export class ConnectionLifetime<E extends Error> {
  private failure: E | undefined;
  private readonly underWay = new Set<(error: E) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly events: ConnectionLifetimeEvents<E>,
  ) {}

  /** What ended the connection; undefined as long as nothing has. */
  get failedWith(): E | undefined {
    return this.failure;
  }

  /** Ends the connection, if nothing has yet. */
  fail(error: E): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    for (const reject of this.underWay) reject(error);
    this.events.release();
  }

  /**
   * Starts work that ends with `done`, with the connection's failure, or at its limit, which fails the connection; without
   * seconds there is no limit. What the work throws or rejects with fails the connection, too.
   */
  during<T>(seconds: number | undefined, work: (done: (result: T) => void) => unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      const cancel =
        seconds === undefined
          ? () => {}
          : this.clock.setTimer(seconds * 1000, () => this.fail(this.events.late(seconds)));
      const over = () => {
        cancel();
        this.underWay.delete(rejected);
      };
      const rejected = (error: E) => {
        over();
        reject(error);
      };
      this.underWay.add(rejected);
      const start = async () =>
        work((result) => {
          // At once: a connection may end in the very turn in which its last answer came.
          over();
          resolve(result);
        });
      start().catch((error: unknown) => this.fail(this.events.named(error)));
    });
  }
}
