import type { SecretSource } from "../connection";

/** Which host key is accepted: "SHA256:…", a known_hosts line, a known_hosts file, or, spelled out, any. */
export type HostKeyTrust = string | { readonly file: string };

/** One SSH server and how to log in to it, with exactly one of password, privateKey and agent. */
export interface SshServer {
  readonly host: string;
  /** TCP port; 22 unless told. */
  readonly port?: number;
  readonly user: string;
  readonly password?: SecretSource;
  readonly privateKey?: SecretSource;
  readonly passphrase?: SecretSource;
  /** The agent that signs: its socket or named pipe, or `true` for the one that SSH_AUTH_SOCK names. */
  readonly agent?: true | string;
  /** The one key of the agent that may be offered: "SHA256:…" or a public key's line. */
  readonly agentKey?: string;
  readonly hostKey: HostKeyTrust;
  /** Seconds between keepalive packets; 10 unless told. */
  readonly keepaliveSeconds?: number;
}

/** A connection over SSH, with every Output resolved; the form is proven by check before anyone uses it. */
export interface SshConnection extends SshServer {
  readonly transport: "ssh";
  /** The server through which the host is reached, in a channel of a connection to it; none unless told. */
  readonly jumpHost?: SshServer;
}

/** The TCP port that a connection means. */
export function sshPort({ port }: Pick<SshServer, "port">): number {
  return port ?? 22;
}
