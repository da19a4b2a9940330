import * as pulumi from "@pulumi/pulumi";
import { type BehindNat, behindNat, behindNatIn } from "../provider/nat-traversal/behind-nat";
import { faultsOf } from "../provider/validation/check-failure";
import { object } from "../provider/validation/schema";

const schema = object({ behindNat });

/**
 * Reads a `behindNat` from a text, for instance from stack configuration or from a line of a file: `none`, `client`, `server`, `both`,
 * `0`, `1` or `2`, with or without blanks around it. Throws with one sentence if the text is anything else.
 */
export function parseBehindNat(text: string): BehindNat {
  const found = behindNatIn(text);
  if (found !== undefined) return found;
  const word: unknown = typeof text === "string" ? text.trim() : text;
  throw new pulumi.RunError(
    faultsOf(schema, { behindNat: word })
      .map(({ reason }) => reason)
      .join(" "),
  );
}
