import type { Clock } from "../clock";
import type { Timeouts } from "./connection";
import type { Host } from "./host";
import type { RefusedCredentials } from "./refused-credentials";
import type { SecretReader } from "./secret-reader";
import type { JumpHosts } from "./ssh/jump-hosts";

/** What every transport needs to make a host. */
export interface HostContext {
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly readSecret: SecretReader;
  /** Shared by all hosts of a process; a host on its own remembers for itself. */
  readonly refused?: RefusedCredentials;
  /** Shared by all hosts of a process, and ended by whoever has them; a host on its own has one of its own. */
  readonly jumpHosts?: JumpHosts;
}

/** A host whose secrets have been read. */
export interface PreparedHost {
  /** Equal for connections that may share one host: address, account, secrets and what is trusted; a digest. */
  readonly key: string;
  /** Makes the host; throws CredentialUnavailableError for secrets that cannot be used. Nothing is connected yet. */
  open(): Host;
}
