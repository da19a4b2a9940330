import { createHash } from "node:crypto";

/** One name for several plain values, from which none of them can be read. */
export function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
