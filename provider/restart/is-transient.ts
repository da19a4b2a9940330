import { ProtocolError, UnexpectedOutputError, UnreachableError } from "../errors";

/** What a host that is going down or coming up fails with, and is over by itself. */
export type TransientFailure = UnreachableError | ProtocolError | UnexpectedOutputError;

/**
 * Whether a host on its way down or up may fail so, and answer well a moment later: it cannot be reached, or its half-stopped or
 * half-started server speaks nonsense. An answer that cannot be read belongs to these where a restart is "underWay", which ends
 * programs before they have answered; where there is only "perhaps" one it is more likely there for good.
 */
export function isTransient(error: unknown, restart: "underWay" | "perhaps"): error is TransientFailure {
  if (error instanceof UnexpectedOutputError) return restart === "underWay";
  return error instanceof UnreachableError || error instanceof ProtocolError;
}
