import type * as pulumi from "@pulumi/pulumi";
import type { PowerShellConnectionArgs } from "./powershell-connection-args";

/** How to reach a host; `transport` tells the kinds apart. A connection has exactly one kind of credential. */
// biome-ignore format: a transport is one line.
export type ConnectionArgs =
  | SshConnectionArgs
  | WinrmConnectionArgs
  | PowerShellConnectionArgs;

/** The arguments of a connection that is described once in its plain form: any of them may come as an Output. */
export type InputsOf<Connection> = { [Name in keyof Connection]: pulumi.Input<Connection[Name]> };

/** A connection over SSH, with a password, a private key, or an agent that has the key. */
export type SshConnectionArgs =
  | SshPasswordConnectionArgs
  | SshPrivateKeyConnectionArgs
  | SshAgentConnectionArgs;

/** A connection over SSH that logs on with a password. */
export interface SshPasswordConnectionArgs extends SshEndpointArgs, SshPasswordArgs {}

/** A connection over SSH that logs on with a private key. */
export interface SshPrivateKeyConnectionArgs extends SshEndpointArgs, SshPrivateKeyArgs {}

/** A connection over SSH that logs on with a key that an SSH agent has. */
export interface SshAgentConnectionArgs extends SshEndpointArgs, SshAgentArgs {}

/** The SSH server through which a host is reached, with a credential of its own; there can be one on the way. */
export type JumpHostArgs = JumpHostPasswordArgs | JumpHostPrivateKeyArgs | JumpHostAgentArgs;

/** A jump host that is logged on to with a password. */
export interface JumpHostPasswordArgs extends JumpHostEndpointArgs, SshPasswordArgs {}

/** A jump host that is logged on to with a private key. */
export interface JumpHostPrivateKeyArgs extends JumpHostEndpointArgs, SshPrivateKeyArgs {}

/** A jump host that is logged on to with a key that an SSH agent has. */
export interface JumpHostAgentArgs extends JumpHostEndpointArgs, SshAgentArgs {}

/** A password for an SSH server. */
export interface SshPasswordArgs extends NotTaken<"privateKey" | "passphrase" | "agent" | "agentKey"> {
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: pulumi.Input<SecretArgs>;
}

/** A private key for an SSH server. */
export interface SshPrivateKeyArgs extends NotTaken<"password" | "agent" | "agentKey"> {
  /** Private key of `user` in OpenSSH or PEM form: the text (kept as a secret), or where to read it. */
  privateKey: pulumi.Input<SecretArgs>;
  /**
   * Passphrase of the private key: the text (kept as a secret), or where to read it.
   * @default the key is not encrypted
   */
  passphrase?: pulumi.Input<SecretArgs> | undefined;
}

/** An SSH agent that has the key for an SSH server. */
export interface SshAgentArgs extends NotTaken<"password" | "privateKey" | "passphrase"> {
  /**
   * The agent: `true` for the one that the environment variable SSH_AUTH_SOCK names where Pulumi runs, read anew by every command (on
   * Windows without it the ssh-agent service), or the path of its Unix socket or Windows named pipe; `~` is the home folder.
   */
  agent: pulumi.Input<true | string>;
  /**
   * The one key of the agent that may be offered: its fingerprint (`SHA256:…`), or the line of the public key.
   * @default the agent's keys in its order, five at the most
   */
  agentKey?: pulumi.Input<string> | undefined;
}

/** Where an SSH server is, and how it proves that it is the right one. */
export interface SshServerArgs {
  /** Name or address of the server. */
  host: pulumi.Input<string>;
  /**
   * TCP port of the SSH server, 1 to 65535.
   * @default 22
   */
  port?: pulumi.Input<number> | undefined;
  /** Account on the server; on the host itself an administrator whose SSH sessions are elevated. */
  user: pulumi.Input<string>;
  /**
   * Which host key is accepted: its fingerprint (`SHA256:…`), a line as in known_hosts, a known_hosts file,
   * or the word `insecureAcceptAny`, which accepts whatever answers.
   */
  hostKey: pulumi.Input<HostKeyArgs>;
  /**
   * Seconds between keepalive packets.
   * @default 10
   */
  keepaliveSeconds?: pulumi.Input<number> | undefined;
}

/** Where the SSH server of a host is, and the way there. */
export interface SshEndpointArgs extends SshServerArgs, NotTaken<WinrmOnlyNames | PowerShellOnlyNames> {
  /** Says that the host is reached over SSH. Its shell for `user` is cmd, Windows PowerShell or PowerShell 7. */
  transport: pulumi.Input<"ssh">;
  /**
   * The SSH server through which the host is reached, in a channel of a connection to it; hosts with the same one share that
   * connection. `host` and `port` are then as that server sees them.
   * @default the host is connected to straight from where Pulumi runs
   */
  jumpHost?: pulumi.Input<JumpHostArgs> | undefined;
}

/** Where the SSH server of a jump host is. */
export interface JumpHostEndpointArgs
  extends SshServerArgs,
    NotTaken<"transport" | "jumpHost" | WinrmOnlyNames | PowerShellOnlyNames> {}

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

/**
 * A secret: its text, or where to read it. A text is encrypted in the state; of the other two only the name is stored, and they are
 * read anew by every command, refresh and destroy included, so that a rotated secret needs no update.
 */
export type SecretArgs = string | SecretFromEnvironment | SecretFromFile;

/** A secret in an environment variable of the machine that runs Pulumi. */
export interface SecretFromEnvironment {
  /** Name of the environment variable. */
  env: pulumi.Input<string>;
  /** Not together with `env`. */
  file?: never;
}

/** A secret in a file on the machine that runs Pulumi. */
export interface SecretFromFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
  /** Not together with `file`. */
  env?: never;
}

/** Which host key is accepted: the text forms, or a known_hosts file. */
export type HostKeyArgs = string | KnownHostsFile;

/** A file in OpenSSH's known_hosts form on the machine that runs Pulumi. */
export interface KnownHostsFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
}

/** Limits for talking to the host. */
export interface TimeoutsArgs {
  /**
   * Seconds for opening a connection up to a usable session, 1 to 86,400.
   * @default 20
   */
  connectSeconds?: pulumi.Input<number> | undefined;
  /**
   * Seconds for one command, 1 to 86,400.
   * @default 60
   */
  commandSeconds?: pulumi.Input<number> | undefined;
}

/** What to do when the host cannot be reached. Create and update always fail then. */
export interface OnUnreachableArgs {
  /**
   * For refresh: `fail` ends with an error, `keep` keeps the old state with status `unknown`.
   * @default "fail"
   */
  refresh?: pulumi.Input<"fail" | "keep"> | undefined;
  /**
   * For delete: `fail` ends with an error, `forget` drops the resource from the state and leaves the host as it is.
   * @default "fail"
   */
  delete?: pulumi.Input<"fail" | "forget"> | undefined;
}

/** What only a connection over SSH takes. */
export type SshOnlyNames =
  | "hostKey"
  | "keepaliveSeconds"
  | "privateKey"
  | "passphrase"
  | "agent"
  | "agentKey"
  | "jumpHost";

/** What only a connection over WinRM takes. */
export type WinrmOnlyNames =
  | "scheme"
  | "auth"
  | "clientCertificate"
  | "clientKey"
  | "ca"
  | "certificateSha256"
  | "tls";

/** What only a connection through PowerShell takes. */
export type PowerShellOnlyNames = "executable";

/** Names that the compiler refuses here: in a union of forms it would let one form's names pass in another. */
export type NotTaken<Names extends string> = { [Name in Names]?: never };
