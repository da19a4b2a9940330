import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

/** The properties of a connection that may hold the text of a secret. */
const secretProperties = ["password", "privateKey", "passphrase", "clientKey"] as const;

/**
 * The connection with every secret text marked secret at its own path, those of its jump host too, so that the state encrypts that path
 * and shows the rest. `{ env }` and `{ file }` name a place and stay readable. Takes every form an input can have: plain, promise,
 * Output, at every level.
 */
export function withSecretsMarked(connection: pulumi.Input<ConnectionArgs>): pulumi.Input<ConnectionArgs> {
  // The marks are Outputs inside what `apply` returns: the SDK looks for them when it serializes, its types do not.
  return whenKnown(connection, markProperties) as pulumi.Input<ConnectionArgs>;
}

function markProperties(connection: unknown): unknown {
  // A JavaScript program may hand in anything; check says what is wrong with it.
  if (typeof connection !== "object" || connection === null) return connection;
  const marked: Record<string, unknown> = { ...connection };
  for (const property of secretProperties) {
    if (marked[property] !== undefined) marked[property] = whenKnown(marked[property], markText);
  }
  if (marked.jumpHost !== undefined) marked.jumpHost = whenKnown(marked.jumpHost, markProperties);
  return marked;
}

function markText(source: unknown): unknown {
  return typeof source === "string" ? pulumi.secret(source) : source;
}

/** Applies `mark` now to a plain value, and in an `apply` to what a promise or an Output will bring. */
function whenKnown(input: unknown, mark: (known: unknown) => unknown): unknown {
  return pulumi.Output.isInstance(input) || input instanceof Promise
    ? pulumi.output(input).apply(mark)
    : mark(input);
}
