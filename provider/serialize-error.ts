import { type Properties, plainJson } from "./engine/plain-json";
import { redactOutputs } from "./redact-outputs";
import { PartialFailureError } from "./resources/context";

/** An error in the form in which the engine keeps the resource, and calls update next time. */
export interface InitializationError extends Error {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** How errors are put before they leave the package. */
export interface SerializeOptions {
  /** Takes every known secret out of a text. */
  redact(text: string): string;
  /** Keeps stacks and causes, redacted, for whoever looks for a fault in this package. */
  readonly debug: boolean;
}

/**
 * The error as it may leave the package: a new one without cause, redacted, with an empty stack, since the SDK prints stacks to users.
 * A PartialFailureError becomes the SDK's form of a partial failure, its properties laid over the inputs: without the hidden ones
 * among them the resource could neither be refreshed nor destroyed.
 */
export function serializeError(
  thrown: unknown,
  inputs: object,
  rules: SerializeOptions,
): Error | InitializationError {
  const original = thrown instanceof Error ? thrown : new Error(String(thrown));
  const error = new Error(rules.redact(original.message));
  error.name = original.name;
  error.stack = rules.debug ? rules.redact(stackOf(original)) : "";
  if (!(original instanceof PartialFailureError)) return error;
  const reasons = original.reasons.map((reason) => rules.redact(reason));
  return Object.assign(error, {
    id: original.id,
    properties: redactOutputs(plainJson({ ...inputs, ...original.properties }), rules.redact),
    // Without any reason the engine would show none, and take the work for done.
    reasons:
      reasons.length > 0 ? reasons : ["the work was not finished; the next `pulumi up` goes on with it"],
  });
}

function stackOf(error: Error): string {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? ""}${below}`;
}
