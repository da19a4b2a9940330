/** One fault in the inputs of a resource. */
export interface CheckFailure {
  /** The input at fault, always a top-level name: "connection", never "connection.port". */
  readonly property: string;
  /** What is wrong and what would be right; names the full path, and never holds the value of a secret. */
  readonly reason: string;
}

/** Collects every fault of one check, so that all are reported at once. */
export class ValidationErrors {
  readonly failures: CheckFailure[] = [];

  /** Notes a fault at a path such as "connection.port"; the reason reads on from the path: "must be …". */
  add(path: string, reason: string): void {
    const property = path.split(".", 1)[0] ?? path;
    this.failures.push({ property, reason: `${path} ${reason}` });
  }
}

/**
 * The failures as the engine may have them: without a property name. For a named property the engine prints its whole
 * value, and for `connection` that is the password in plain text, even if it is marked secret. The reason names the path.
 */
export function withoutValues(failures: readonly CheckFailure[]): CheckFailure[] {
  return failures.map(({ reason }) => ({ property: "", reason }));
}
