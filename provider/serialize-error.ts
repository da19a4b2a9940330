import { type Properties, plainJson } from "./engine/plain-json";
import { redactOutputs } from "./redact-outputs";
import { PartialFailureError } from "./resources/context";

/** An error in the form in which the engine keeps the resource, and calls update next time. */
export interface InitializationError extends Error {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** Whether an error carries the state of work that was begun. */
export function isInitializationError(error: unknown): error is InitializationError {
  return error instanceof Error && "properties" in error && "reasons" in error;
}

/** How errors leave this package. */
export interface LeavingOptions {
  /** Takes every secret remembered so far out of a text. */
  redact(text: string): string;
  /** Keeps stacks and causes of errors, redacted, for debugging this package. */
  readonly debug: boolean;
}

/**
 * The error as it may leave the package: a new one without cause, redacted, with an empty stack, since the SDK prints stacks to users.
 * A PartialFailureError becomes the SDK's form of one, its properties laid over the inputs.
 */
export function serializeError(
  thrown: unknown,
  inputs: object,
  { redact, debug }: LeavingOptions,
): Error | InitializationError {
  const original = thrown instanceof Error ? thrown : new Error(String(thrown));
  const error = new Error(redact(original.message));
  error.name = original.name;
  error.stack = debug ? stackOf(original).split("\n").map(redact).join("\n") : "";
  if (!(original instanceof PartialFailureError)) return error;
  const reasons = original.reasons.map(redact);
  return Object.assign(error, {
    id: original.id,
    properties: redactOutputs(plainJson({ ...inputs, ...original.properties }), redact),
    // Without any reason the engine would show none, and take the work for done.
    reasons: reasons.length > 0 ? reasons : ["the work was not finished; the next `pulumi up` resumes it"],
  });
}

function stackOf(error: Error): string {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? ""}${below}`;
}
