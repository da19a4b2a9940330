import type * as pulumi from "@pulumi/pulumi";
import type { NotTaken, PowerShellOnlyNames, SshOnlyNames } from "./connection-names";
import type { SecretArgs } from "./secret-args";

/** A connection over WinRM, with a password or with a client certificate. */
export type WinrmConnectionArgs = WinrmPasswordConnectionArgs | WinrmCertificateConnectionArgs;

/** A connection over WinRM that logs on with a password. */
export interface WinrmPasswordConnectionArgs extends WinrmEndpointArgs {
  /** Account on the host: an administrator, as `user` or `COMPUTER\\user` (local), `DOMAIN\\user` or `user@domain`. */
  user: pulumi.Input<string>;
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: pulumi.Input<SecretArgs>;
  /**
   * How the password is shown: `ntlm` (NTLMv2, which never sends it), or `basic`, which sends it inside TLS, for local accounts only
   * and only if the host allows it. Kerberos is not available yet.
   * @default "ntlm"
   */
  auth?: pulumi.Input<"ntlm" | "basic"> | undefined;
  /** Not together with a password. */
  clientCertificate?: never;
  /** Not together with a password. */
  clientKey?: never;
}

/** A connection over WinRM that logs on with a client certificate, over TLS 1.2. */
export interface WinrmCertificateConnectionArgs extends WinrmEndpointArgs {
  /** PEM text of the client certificate, which the host maps to a local account, or a file with it. */
  clientCertificate: pulumi.Input<PemArgs>;
  /** PEM text of its private key, not encrypted (kept as a secret), or where to read it. */
  clientKey: pulumi.Input<SecretArgs>;
  /**
   * How the certificate is shown; there is one way.
   * @default "certificate"
   */
  auth?: pulumi.Input<"certificate"> | undefined;
  /** The host maps the certificate to an account. */
  user?: never;
  /** Not together with a client certificate. */
  password?: never;
}

/** Where a WinRM service is, and how it proves that it is the right one. Nothing is ever sent in the clear. */
export interface WinrmEndpointArgs extends NotTaken<SshOnlyNames | PowerShellOnlyNames> {
  /** Says that the host is reached over WinRM. */
  transport: pulumi.Input<"winrm">;
  /** Name or address of the host; over HTTPS the name that its certificate has. */
  host: pulumi.Input<string>;
  /**
   * TCP port of the WinRM service, 1 to 65535.
   * @default 5986 for HTTPS, 5985 for HTTP
   */
  port?: pulumi.Input<number> | undefined;
  /**
   * `https`, or `http`, where NTLM seals every message.
   * @default HTTPS; HTTP if there is no HTTPS to connect to, and neither a certificate nor `basic` is given
   */
  scheme?: pulumi.Input<"https" | "http"> | undefined;
  /**
   * PEM text of the certificate authorities that the host's certificate may come from, or a file with it.
   * @default the authorities that Node.js trusts
   */
  ca?: pulumi.Input<PemArgs> | undefined;
  /**
   * The one certificate that is accepted, whatever its name, issuer and dates: its SHA-256 fingerprint in hexadecimal digits.
   * @default any certificate for `host` from a trusted authority
   */
  certificateSha256?: pulumi.Input<string> | undefined;
  /**
   * The word `insecureAcceptAny` accepts whatever certificate answers.
   * @default the certificate is verified
   */
  tls?: pulumi.Input<"insecureAcceptAny"> | undefined;
}

/** A certificate in PEM form: its text, which is no secret, or a file. */
export type PemArgs = string | PemFile;

/** A PEM file on the machine that runs Pulumi, read anew by every command. */
export interface PemFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
}
