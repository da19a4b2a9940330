import * as pulumi from "@pulumi/pulumi";
import { secretProperties } from "../provider/hosts/secret-properties";
import type { ConnectionArgs } from "./connection-args";

/**
 * The connection with every secret marked secret at its own path, those of its jump host too, so that the state encrypts that path
 * and shows the rest. Only `{ env }` and `{ file }`, which name a place, stay readable. Takes every form an input can have: plain, promise,
 * Output, at every level.
 */
export function withSecretsMarked(connection: pulumi.Input<ConnectionArgs>): pulumi.Input<ConnectionArgs> {
  // The marks are Outputs inside what `apply` returns: the SDK looks for them when it serializes, its types do not.
  return whenKnown(connection, markProperties) as pulumi.Input<ConnectionArgs>;
}

function markProperties(connection: unknown): unknown {
  // A JavaScript program may hand in anything; check says what is wrong with it.
  if (typeof connection !== "object" || connection === null || Array.isArray(connection)) return connection;
  const marked: Record<string, unknown> = { ...connection };
  for (const property of secretProperties) {
    if (marked[property] !== undefined) marked[property] = whenKnown(marked[property], markSecret);
  }
  if (marked.jumpHost !== undefined) marked.jumpHost = whenKnown(marked.jumpHost, markProperties);
  return marked;
}

function markSecret(source: unknown): unknown {
  const namesPlace = typeof source === "object" && source !== null && ("env" in source || "file" in source);
  return namesPlace || source === undefined || source === null ? source : pulumi.secret(source);
}

/** Applies `mark` now to a plain value, and in an `apply` to what a promise or an Output will bring. */
function whenKnown(input: unknown, mark: (known: unknown) => unknown): unknown {
  return pulumi.Output.isInstance(input) || input instanceof Promise
    ? pulumi.output(input).apply(mark)
    : mark(input);
}
