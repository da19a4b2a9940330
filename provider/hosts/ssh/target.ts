import type { CredentialGate, CredentialNames } from "../credential-gate";
import type { SshCredential } from "./credential";
import type { SshAddress } from "./failure";
import type { HostKeyPolicy } from "./host-key";
import type { SshAccount } from "./login";

/** Everything needed to open a connection. */
export interface SshTarget extends SshAddress, SshAccount {
  readonly credential: SshCredential;
  readonly names: CredentialNames;
  readonly gate: CredentialGate;
  readonly policy: HostKeyPolicy;
  /** Seconds between keepalive packets; after three without an answer the link counts as lost. */
  readonly keepaliveSeconds: number;
}
