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

/** Where a text that is no secret comes from: the text itself or a file, read anew at each use. */
export type TextSource = string | { readonly file: string };

/** The ways in which a host's WinRM service can be shown who we are. */
export type WinrmAuthentication = "ntlm" | "basic" | "certificate";

/** A connection over WinRM, with every Output resolved; the form is proven by check before anyone uses it. */
export interface WinrmConnection {
  readonly transport: "winrm";
  readonly host: string;
  /** TCP port; unless told 5986 for HTTPS and 5985 for HTTP. */
  readonly port?: number;
  /** Unless told HTTPS is tried first, and HTTP (always sealed by NTLM) where there is no HTTPS. */
  readonly scheme?: "https" | "http";
  /** Unless told "certificate" if there is a client certificate, else "ntlm". */
  readonly auth?: WinrmAuthentication;
  /** `DOMAIN\\user`, `user@domain` or a local account's name; none with a client certificate: the host maps it to an account. */
  readonly user?: string;
  readonly password?: SecretSource;
  /** PEM text of the client certificate, followed by its chain if there is one. */
  readonly clientCertificate?: TextSource;
  /** PEM text of its private key. */
  readonly clientKey?: SecretSource;
  /** PEM text of the certificate authorities that the host's certificate may come from, instead of the usual ones. */
  readonly ca?: TextSource;
  /** SHA-256 of the one certificate that is accepted: 64 hexadecimal digits, with or without colons. */
  readonly certificateSha256?: string;
  /** Switches the verification of the host's certificate off. */
  readonly tls?: typeof insecureAcceptAny;
}

/** How to reach a host. */
export type Connection = SshConnection | WinrmConnection;

/** Limits in seconds, 1 to 86,400. */
export interface Timeouts {
  /** For opening a connection up to a usable session; 20 unless told. */
  readonly connectSeconds: number;
  /** For one command; 60 unless told. */
  readonly commandSeconds: number;
}

/** What applies when a program gives no `timeouts`. */
export const defaultTimeouts: Timeouts = { connectSeconds: 20, commandSeconds: 60 };

/** The TCP port that a connection means when it names none; for WinRM without a scheme the one that is tried first. */
export function resolvedPort(connection: Connection): number {
  if (connection.port !== undefined) return connection.port;
  if (connection.transport === "ssh") return 22;
  return connection.scheme === "http" ? 5985 : 5986;
}
