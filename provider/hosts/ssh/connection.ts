import type { SecretSource } from "../connection";

/** Which host key is accepted: "SHA256:…", a known_hosts line, a known_hosts file, or, spelled out, any. */
export type HostKeyTrust = string | { readonly file: string };

/** A connection over SSH, with every Output resolved; the form is proven by check before anyone uses it. */
export interface SshConnection {
  readonly transport: "ssh";
  readonly host: string;
  /** TCP port; 22 unless told. */
  readonly port?: number;
  readonly user: string;
  readonly password?: SecretSource;
  readonly privateKey?: SecretSource;
  readonly passphrase?: SecretSource;
  readonly hostKey: HostKeyTrust;
  /** Seconds between keepalive packets; 10 unless told. */
  readonly keepaliveSeconds?: number;
}

/** The TCP port that a connection means. */
export function sshPort({ port }: Pick<SshConnection, "port">): number {
  return port ?? 22;
}
