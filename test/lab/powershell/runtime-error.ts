import type { Extent } from "./refusals";

/** What an error record says; what is left out is as PowerShell's own run-time errors have it. */
export interface ErrorDetails {
  readonly message: string;
  readonly fullyQualifiedErrorId: string;
  /** `InvalidOperation` unless told. */
  readonly category?: string;
  /** What it is about, such as `nope:String`. */
  readonly target?: string;
  /** The name of the exception's type; `RuntimeException` unless told. */
  readonly reason?: string;
  /** The cmdlet it came from. */
  readonly activity?: string;
  /** The command whose name stands before the message; that of `activity` unless told. */
  readonly command?: string;
  readonly extent?: Extent;
  /** Whether it ends everything and not only its statement; `-ErrorAction Stop` makes it so. */
  readonly endsAll?: boolean;
}

/** An error that ends a statement of a script, with its record. */
export class RuntimeError extends Error {
  constructor(readonly details: ErrorDetails) {
    super(details.message);
  }

  /** The same error at this place, unless it has one. */
  at(extent: Extent): RuntimeError {
    return this.details.extent === undefined ? new RuntimeError({ ...this.details, extent }) : this;
  }

  /** The same error, ending everything. */
  endingAll(): RuntimeError {
    return new RuntimeError({ ...this.details, endsAll: true });
  }
}

/** The script asked to end. */
export class ExitRequest extends Error {
  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`);
  }
}

/** An error of a script by its two halves. */
export function failure(
  fullyQualifiedErrorId: string,
  message: string,
  details: Partial<ErrorDetails> = {},
): RuntimeError {
  return new RuntimeError({ message, fullyQualifiedErrorId, ...details });
}
