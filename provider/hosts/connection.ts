/** Where a secret comes from: the text itself, an environment variable or a file, the last two read anew at each use. */
export type SecretSource = string | { readonly env: string } | { readonly file: string };

/** Which host key is accepted: "SHA256:…", a known_hosts line, a known_hosts file, or, spelled out, any. */
export type HostKeyTrust = string | { readonly file: string };

/** The word that switches host key verification off. */
export const insecureAcceptAny = "insecureAcceptAny";

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

/** How to reach a host. */
export type Connection = SshConnection;

/** Limits in seconds, 1 to 86,400. */
export interface Timeouts {
  /** For opening a connection up to a usable session; 20 unless told. */
  readonly connectSeconds: number;
  /** For one command; 60 unless told. */
  readonly commandSeconds: number;
}

/** What applies when a program gives no `timeouts`. */
export const defaultTimeouts: Timeouts = { connectSeconds: 20, commandSeconds: 60 };

/** The TCP port that a connection means when it names none. */
export function resolvedPort(connection: Connection): number {
  return connection.port ?? 22;
}
