import { createHash, randomBytes } from "node:crypto";

/** The Pulumi id of a new resource: the first 16 hex digits of SHA-256 of its URN, or random ones without a URN. */
export function resourceIdFor(urn: string | undefined): string {
  if (urn === undefined) return randomBytes(8).toString("hex");
  return createHash("sha256").update(urn).digest("hex").slice(0, 16);
}
