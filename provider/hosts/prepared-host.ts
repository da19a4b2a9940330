import type { Clock } from "../clock";
import type { Timeouts } from "./connection";
import type { RejectedCredentials } from "./credential-gate";
import type { Host } from "./host";
import type { SecretReader } from "./secret-reader";

/** The hosts of one process as a whole: a transport keeps by it what several of its hosts share. */
export interface HostsTogether {
  /** Has something ended each time after all hosts were; it must not reject, nor take longer than a second. */
  atEnd(end: () => Promise<void>): void;
}

/** What every transport needs to make a host. */
export interface HostContext {
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly readSecret: SecretReader;
  /** Shared by all hosts of a process; a host on its own remembers for itself. */
  readonly refused?: RejectedCredentials;
  /** None for a host on its own, which shares nothing. */
  readonly together?: HostsTogether;
}

/** A host whose secrets have been read. */
export interface PreparedHost {
  /** Equal for connections that may share one host: address, account, secrets and what is trusted; a digest. */
  readonly key: string;
  /** Makes the host; throws CredentialUnavailableError for secrets that cannot be used. Nothing is connected yet. */
  open(): Host;
}
