import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock";
import type { Connection } from "../hosts/connect";
import type { Timeouts } from "../hosts/connection";
import type { Host } from "../hosts/host";

/** Where a lifecycle tells the user what it is doing. Whatever is said passes redaction before it leaves the package. */
export interface ProgressLog {
  /** What is happening right now: shown live beside the resource, not kept. */
  progress(message: string): void;
  /** Worth keeping in the summary of the run. */
  info(message: string): void;
  /** Something the user should act on or know; kept in the summary of the run. */
  warning(message: string): void;
}

/** What this provider process has done so far: shared by all resources of one run. */
export interface RunRecord {
  /** Owner of each address (resource type, lower-case host, port) of this run, by URN; filled by check. */
  readonly owners: Map<string, string>;
  /** Addresses (lower-case host:port) on which a setting was created or updated in this run, by URN. */
  readonly managedAddresses: Map<string, string>;
  /** Identities (MachineGuid and the like) of machines on which a setting was created or updated in this run. */
  readonly managedMachines: Map<string, string>;
}

/** Everything a lifecycle needs from outside. */
export interface LifecycleContext {
  /** The resource's own URN, or undefined where the engine did not give a well-formed one. */
  readonly urn: string | undefined;
  readonly log: ProgressLog;
  readonly clock: Clock;
  readonly run: RunRecord;
  /** A new, unique name for a change: the reboot's trigger. */
  newChangeId(): string;
  /**
   * The one connection of this run to a host; nothing is opened before its first `run`, but secrets are read now:
   * rejects with CredentialUnavailableError naming every fault at once.
   */
  connect(connection: Connection, timeouts: Timeouts): Promise<Host>;
}

/**
 * The work began and could not be finished. The engine keeps `properties` as the resource's state and calls update next time
 * (facts: the message of such an error is not shown, the reasons are).
 */
export class PartialFailureError extends Error {
  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    readonly reasons: readonly string[],
    options?: { cause?: unknown },
  ) {
    super(reasons.join("; "), options);
    this.name = "PartialFailureError";
  }
}

/** The Pulumi id of a new resource: the first 16 hex digits of SHA-256 of its URN, or random ones without a URN. */
export function resourceIdFor(urn: string | undefined): string {
  if (urn === undefined) return randomBytes(8).toString("hex");
  return createHash("sha256").update(urn).digest("hex").slice(0, 16);
}
