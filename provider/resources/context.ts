import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock";
import type { Connection } from "../hosts/connect";
import type { Timeouts } from "../hosts/connection";
import type { Host } from "../hosts/host";
import type { SerialQueue } from "../hosts/serial-queue";
import type { TcpProbe } from "../hosts/tcp-probe";
import type { ExpectedRestart } from "../restart/forecast";
import { Turns } from "../restart/turns";
import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";

/** Where a lifecycle tells the user what it is doing. Whatever is said passes redaction before it leaves the package. */
export interface ProgressLog {
  /** What is happening right now: shown live beside the resource, not kept. */
  progress(message: string): void;
  /** Worth keeping in the summary of the run. */
  info(message: string): void;
  /** Something the user should act on or know; kept in the summary of the run. */
  warning(message: string): void;
}

/** What this provider process knows and has done so far: shared by all resources of one run. */
export interface RunRecord {
  /** Owner of each address (resource type, lower-case host, port) of this run, by URN; filled by check. */
  readonly owners: Map<string, string>;
  /** The settings that the program is known to declare, by URN; filled by diff, create and update. */
  readonly settings: Map<string, DeclaredSetting>;
  /** The settings that this run deleted, in that order. */
  readonly deleted: DeletedSetting[];
  /** Lets the deletes of one machine run one after another, so that each sees what the one before it did. */
  readonly deletes: Map<string, SerialQueue>;
  /** Which hosts may be down. */
  readonly turns: Turns;
  /** The restarts that may come, by URN of the reboot; filled by check and diff. */
  readonly expectedRestarts: Map<string, ExpectedRestart>;
}

/** A setting that the program declares: as state had it before this run, and as this run left it. */
export interface DeclaredSetting {
  readonly stored?: SettingTrace | undefined;
  readonly managed?: SettingTrace | undefined;
}

/** What tells where a setting is, and which of several states of one resource it is. */
export interface SettingTrace {
  readonly address: string;
  readonly id?: string | undefined;
  readonly changeId?: string | undefined;
  readonly machine?: MachineIdentity | undefined;
  readonly previous?: RegistryValue | undefined;
  /** Whether this run left this setting's marker on the host. */
  readonly marked?: boolean | undefined;
}

/** A setting that this run deleted: what it put on its machine, and what was there before. */
export interface DeletedSetting {
  readonly id: string;
  readonly address: string;
  readonly machine: MachineIdentity;
  readonly applied: RegistryValue;
  readonly previous: RegistryValue;
  readonly changedAt: string;
}

/** The record of a run that begins. */
export function newRunRecord(): RunRecord {
  return {
    owners: new Map(),
    settings: new Map(),
    deleted: [],
    deletes: new Map(),
    turns: new Turns(),
    expectedRestarts: new Map(),
  };
}

/** Everything a lifecycle needs from outside. */
export interface LifecycleContext {
  /** The resource's own URN, or undefined where the engine did not give a well-formed one. */
  readonly urn: string | undefined;
  readonly log: ProgressLog;
  readonly clock: Clock;
  readonly run: RunRecord;
  /** Has something undone should an interrupt end this process; the function that it returns says that there is nothing to undo any more. */
  readonly onInterrupt?: ((undo: () => Promise<void>) => () => void) | undefined;
  /** How a TCP port is tried; over the network of this machine by default. */
  readonly probeTcp?: TcpProbe;
  /** A new, unique name for a change: the reboot's trigger. */
  newChangeId(): string;
  /**
   * The one connection of this run to a host; nothing is opened before its first `run`, but secrets are read now:
   * rejects with CredentialUnavailableError naming every fault at once. It is released when the call ends.
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

/** The message of whatever was thrown. */
export function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** The same for what went wrong, with one reason: its message by default. */
export function partialFailure(
  id: string,
  failure: unknown,
  properties: object,
  reason = messageOf(failure),
): PartialFailureError {
  return new PartialFailureError(id, { ...properties }, [reason], { cause: failure });
}

/** The Pulumi id of a new resource: the first 16 hex digits of SHA-256 of its URN, or random ones without a URN. */
export function resourceIdFor(urn: string | undefined): string {
  if (urn === undefined) return randomBytes(8).toString("hex");
  return createHash("sha256").update(urn).digest("hex").slice(0, 16);
}
