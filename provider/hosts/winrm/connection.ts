import type { insecureAcceptAny, SecretSource, TextSource } from "../connection";

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
